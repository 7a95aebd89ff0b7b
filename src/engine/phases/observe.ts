import { CallError } from "../../core/call-error.ts";
import type { Observation } from "../../core/observation.ts";
import { abandonable } from "../abandonable.ts";
import type { PassDeps } from "../pass.ts";
import { poolOf } from "../pool.ts";
import type { Work } from "../ports.ts";
import type { PassSignals } from "../workers.ts";

/**
 * What AWS holds, by data newer than our last write. What cannot stay as it is (in progress, broken, unknown)
 * must be read anew next time; all keys in that state share the next list.
 * A list is others' too, so it is not cut off when this pass is abandoned; the pass only stops waiting for it.
 * @throws CallError
 */
export async function observe(deps: PassDeps, work: Work, signals: PassSignals): Promise<Observation> {
  const { resource, kind } = work;
  const startedAtMs = deps.ports.clock.now();
  const fields = deps.state.row(resource.key)?.managedFields;
  const observing = kind.observe(resource, deps.memory.freshness(resource.key, fields));
  const observation = await abandonable(observing, signals.abandon).catch((error: unknown) => {
    noteUnseen(deps, work, error);
    throw error;
  });

  deps.memory.noteUnknown(resource.key, observation.kind === "unknown" ? observation.reason : undefined);
  const isPassing =
    observation.kind === "unknown" || (observation.kind === "present" && observation.health.kind !== "ready");
  if (isPassing) deps.memory.outdate(resource.key, startedAtMs);
  if (observation.kind === "present") noteFound(deps, work, observation);
  noteSlot(deps, work, observation);
  return observation;
}

/** Who may not ask sees nothing: what a list would have told of the resource is not known. */
function noteUnseen({ memory }: PassDeps, { resource }: Work, error: unknown): void {
  const isHeld = error instanceof CallError && error.disposition.kind === "credentials";
  if (isHeld) memory.noteUnknown(resource.key, error.message);
}

function noteFound({ memory, state, ports }: PassDeps, { resource }: Work, found: Present): void {
  memory.keepArn(resource.key, found.arn);
  if (found.health.kind !== "ready") return;
  memory.readDeeply(resource.key);
  state.seen(resource.key, ports.clock.now());
}

type Present = Extract<Observation, { kind: "present" }>;

function noteSlot(deps: PassDeps, work: Work, observation: Observation): void {
  const pool = poolOf(work);
  if (pool === undefined || observation.kind === "unknown") return;
  if (observation.kind === "absent") deps.slots.seen(pool, work.resource.key, "absent");
  else {
    const isProgressing = observation.health.kind === "progressing";
    deps.slots.seen(pool, work.resource.key, isProgressing ? "progressing" : "settled");
  }
}

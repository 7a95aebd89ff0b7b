import type { Health, Observation } from "../../core/observation.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import { conditionOf, type Judgement, type Said } from "./conditions.ts";
import { isCreated, type PassFacts, saysNothing } from "./pass-facts.ts";

/**
 * Whether the resource is usable.
 *
 * | pass                              | Ready                                          |
 * |-----------------------------------|------------------------------------------------|
 * | wrote, and waits for AWS          | False/Creating, False/Updating                 |
 * | saw nothing                       | as before                                      |
 * | could not see                     | Unknown/Unknown; as before, if only throttled  |
 * | saw that it is not there          | False/Absent; just created: as soon as written |
 * | saw something that is not ours    | False, and why it was refused                  |
 * | saw it                            | by its health                                  |
 */
export function judgeReady(previous: ResourceRow | undefined, facts: PassFacts): Judgement {
  const { observation, outcome, applied } = facts;
  if (observation === undefined) return "unchanged";
  if (observation.kind === "unknown") {
    return saysNothing(facts) ? "unchanged" : ready("Unknown", "Unknown", observation.reason);
  }
  if (applied.length > 0 && outcome.kind === "waiting") return underWay(previous, facts, outcome.reason);
  if (observation.kind === "absent") return judgeAbsent(facts);
  if (outcome.kind === "refused" && observation.ownership.kind !== "ours") {
    return ready("False", outcome.reason, outcome.message);
  }
  return judgeHealth(previous, facts, observation);
}

function judgeAbsent(facts: PassFacts): Said {
  if (!isCreated(facts)) return ready("False", "Absent", "it does not exist in AWS");
  return facts.outcome.kind === "settled" ? available : ready("False", "Creating", "created in part");
}

function judgeHealth(
  previous: ResourceRow | undefined,
  facts: PassFacts,
  { health }: Extract<Observation, { kind: "present" }>,
): Said {
  const judges: { readonly [Kind in Health["kind"]]: (reason: string) => Said } = {
    ready: () => available,
    progressing: (reason) => underWay(previous, facts, reason),
    failed: (reason) => ready("False", "Unhealthy", reason),
  };
  return judges[health.kind](health.kind === "ready" ? "" : health.reason);
}

const available = ready("True", "Available", "");

/** Until it was usable once, it is being created. */
function underWay(previous: ResourceRow | undefined, facts: PassFacts, message: string): Said {
  const before = conditionOf(previous?.conditions ?? [], "Ready")?.reason ?? "Progressing";
  const isFirst = isCreated(facts) || ["Progressing", "Creating", "Absent"].includes(before);
  return ready("False", isFirst ? "Creating" : "Updating", message);
}

function ready(status: Said["status"], reason: string, message: string): Said {
  return { type: "Ready", status, reason, message };
}

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClients } from "./clients.mjs";
import { events, functions, writeFlow } from "./flow.mjs";
import { logDeliveries } from "./log-deliveries.mjs";
import { recordAnswers } from "./record-answers.mjs";
import { readCalls } from "./recorded-calls.mjs";
import { watchStates } from "./states.mjs";
import { playStory } from "./story.mjs";
import { sweep } from "./sweep.mjs";
import { createXflow } from "./xflow-runs.mjs";

/**
 * Plays the story in one AWS and removes all of it again, whatever happens meanwhile.
 * @param place account, region, endpoint, credentials, env, flags, everyMs, resync, signal, say; lastPhase, absent: all
 * @param names prefix, instance and table
 * @param services of the embedded AWS, which name Lambda's operations
 * @returns failure, phases, calls, durations (by kind and state, milliseconds) and what is left
 */
export async function perform(place, names, services) {
  const folder = await mkdtemp(join(tmpdir(), "xflow-smoke-"));
  const recording = join(folder, "answers.jsonl");
  const recordings = { xflow: recording, ours: join(folder, "ours.jsonl") };
  for (const file of Object.values(recordings)) await writeFile(file, "");
  const clients = createClients(place);
  const stopRecording = recordAnswers(recordings.ours, names.prefix);
  const all = ["--instance", names.instance, "--table", names.table, "--region", place.region];
  const world = { ...place, ...names, folder, recording, clients, flags: [...place.flags, ...all] };
  const { prefix, everyMs } = world;
  const watched = watchStates({
    clients,
    everyMs,
    functions: functions.map((name) => prefix + name),
    streams: events.map((name) => prefix + name),
  });
  try {
    const played = await play(world);
    const left = await removeAll(world, names);
    const durations = await watched.stop();
    stopRecording();
    const calls = Object.entries(recordings).flatMap(([by, file]) =>
      readCalls(file, services).map((call) => ({ ...call, by })),
    );
    return { ...played, durations, calls, left };
  } finally {
    await watched.stop();
    stopRecording();
    clients.destroy();
    await rm(folder, { recursive: true, force: true });
  }
}

async function play(world) {
  const phases = [];
  const phase = async (name, act) => {
    const startedAt = Date.now();
    world.say(`${name} …`);
    try {
      await act();
    } finally {
      phases.push({ name, startedAt, endedAt: Date.now() });
    }
    if (name === world.lastPhase) throw new FarEnough();
  };
  let failure;
  try {
    await mkdir(join(world.folder, "flow"));
    await writeFlow(join(world.folder, "flow"), world);
    await playStory({ ...world, xflow: createXflow(world) }, phase);
  } catch (error) {
    failure = failureOf(error, world);
    if (failure !== undefined) world.say(`failed: ${failure}`);
  }
  const deliveries = await logDeliveries(world).catch(() => []);
  return { failure, phases, deliveries };
}

/** The other AWS got no further, and is compared as far as it got. */
class FarEnough extends Error {}

function failureOf(error, { signal }) {
  if (signal.aborted) return "interrupted";
  return error instanceof FarEnough ? undefined : error.message;
}

async function removeAll({ clients, everyMs, say }, names) {
  say("remove everything …");
  const left = await sweep(clients, names, { everyMs: everyMs * 3, patienceMs: 5 * 60_000 });
  for (const { kind, name, reason, command } of left) say(`LEFT: ${kind} ${name}: ${reason}\n  ${command}`);
  return left;
}

import { rm } from "node:fs/promises";
import { join } from "node:path";
import {
  GetFunctionCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { declared, events, removed, workflow } from "./flow.mjs";
import { mappingsOf } from "./states.mjs";
import { until } from "./until.mjs";

/** How long anything may take before the run counts as failed: mappings alone need minutes to begin. */
const patienceMs = 10 * 60_000;

/**
 * What is done in each world, the same in all. Each phase is told to `phase`, which notes when it was.
 * @param world folder, clients, xflow, prefix, resync, everyMs, signal, say
 * @throws Error, naming what did not come about
 */
export async function playStory(world, phase) {
  const { run } = world.xflow;
  await phase("create", () => run("xflow", ["flow", "--configure"]));
  await phase("create again", () => run("xflow", ["flow", "--configure"]));
  await phase("execute", () => execute(world));
  const options = ["--resync", world.resync, "--metrics-listen", "127.0.0.1:0", "--log-level", "warn"];
  const controller = world.xflow.startController(["flow", "--server", ...options]);
  try {
    await phase("start the controller", () => untilLooked(world, controller));
    await phase("correct drift", () => correctDrift(world, controller));
    await phase("prune", () => prune(world, controller));
  } finally {
    const complaint = await controller.stop();
    if (complaint !== "") world.say(`the controller said:\n${complaint}`);
  }
}

/** Asks patiently, as long as the controller runs. */
function watch({ everyMs, signal }, controller, what, ask) {
  const unlessEnded = () => {
    if (controller?.hasEnded()) throw new Error(`the controller ended while it should ${what}`);
    return ask();
  };
  return until(unlessEnded, { everyMs, patienceMs, signal, what });
}

/** Publishes the first event and tracks it to the last. */
async function execute(world) {
  const { run } = world.xflow;
  const execution = `${world.prefix}1`;
  await run("xflow", ["flow", "--publish", events[0], JSON.stringify({ execution_id: execution })]);
  await watch(world, undefined, "the execution's last event", async () => {
    const tracked = JSON.parse(await run("xflow", ["flow", "--track", workflow, execution]));
    return Object.values(tracked.events_defined).every((state) => state === "received");
  });
}

function untilLooked(world, controller) {
  return watch(world, controller, "look at everything", async () => {
    const status = JSON.parse(await world.xflow.run("xflowctl", ["status", "-o", "json"]));
    const isReady = status.counts.total > 0 && status.counts.ready === status.counts.total;
    return isReady && status.leader?.state === "leading" && typeof status.scan?.lastAt === "string";
  });
}

/** Changes a function's memory and a mapping's batch size behind xflow's back, and waits until they are as declared. */
async function correctDrift(world, controller) {
  const { lambda } = world.clients;
  const FunctionName = world.prefix + declared.function;
  const [mapping] = await mappingsOf(world.clients, FunctionName);
  await lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName, MemorySize: declared.memoryMb + 64 }),
  );
  const changed = { UUID: mapping.UUID, BatchSize: declared.batchSize - 1 };
  await lambda.send(new UpdateEventSourceMappingCommand(changed));
  await watch(world, controller, "undo a change of memory and of a batch size", async () => {
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName }));
    const [found] = await mappingsOf(world.clients, FunctionName);
    const isSettled = Configuration.LastUpdateStatus === "Successful" && found?.State === "Enabled";
    const isBack = Configuration.MemorySize === declared.memoryMb && found?.BatchSize === declared.batchSize;
    return isSettled && isBack;
  });
}

/** Takes a file away, and waits until what it declared is gone; its stream's data is retained by policy. */
async function prune(world, controller) {
  await rm(join(world.folder, "flow", removed.file));
  const FunctionName = world.prefix + removed.function;
  await watch(world, controller, "delete what is no longer declared", async () => {
    const command = new GetFunctionCommand({ FunctionName });
    const found = await world.clients.lambda.send(command).catch((error) => error.name);
    const mappings = await mappingsOf(world.clients, FunctionName);
    return found === "ResourceNotFoundException" && mappings.length === 0;
  });
}

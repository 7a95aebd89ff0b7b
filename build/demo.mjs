// The word count end to end, with the commands a user would type: embedded AWS, configure, publish, track.
// Exits 0 when the execution reached its last event, 1 otherwise. Takes another flow's folder as its argument.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const xflow = join(root, "dist", "main.js");
const flow = process.argv[2] ?? "manifests/wordcount";
const workflow = "compute_word_count";
const execution = `demo-${Date.now().toString(36)}`;
const text = "the quick brown fox jumps over the lazy dog; the dog sleeps";
/** How long an execution may stand still before it counts as stopped; less once its functions complain. */
const patienceMs = { silent: 15_000, complaining: 3_000 };

const local = spawn(process.execPath, [xflow, "local", "--ephemeral", "--port", "0"], {
  cwd: root,
  stdio: ["ignore", "pipe", "inherit"],
});
const stopLocal = async () => {
  if (local.exitCode !== null || local.signalCode !== null) return;
  local.kill("SIGTERM");
  await once(local, "exit");
};

try {
  const endpoint = await endpointOf(local);
  say(`xflow local --ephemeral --port 0    # ${endpoint}`);
  const target = ["--local", "--endpoint-url", endpoint];
  run([flow, "--configure", ...target]);
  run([
    flow,
    "--publish",
    "FileUploaded",
    JSON.stringify({ execution_id: execution, message: text }),
    ...target,
  ]);
  say(`xflow ${flow} --track ${workflow} ${execution} ${target.join(" ")}    # its JSON, in short`);
  process.exitCode = report(await follow(target)) ? 0 : 1;
} catch (error) {
  console.error(`demo: ${error.message}`);
  process.exitCode = 1;
} finally {
  await stopLocal();
}

function say(line) {
  console.log(`\n$ ${line}`);
}

async function endpointOf(child) {
  for await (const line of createInterface({ input: child.stdout })) {
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
    if (found) {
      child.stdout.resume();
      return found[0];
    }
  }
  throw new Error("the embedded AWS did not start");
}

function run(args) {
  say(`xflow ${args.map((arg) => (/[\s"{]/.test(arg) ? `'${arg}'` : arg)).join(" ")}`);
  const { status } = spawnSync(process.execPath, [xflow, ...args], { cwd: root, stdio: "inherit" });
  if (status !== 0) throw new Error(`xflow exited with ${status}`);
}

function trackOnce(target) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [xflow, flow, "--track", workflow, execution, ...target],
    { cwd: root, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`xflow --track exited with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Tracks until every event has arrived, or nothing moves any more. */
async function follow(target) {
  let received = 0;
  let movedAt = Date.now();
  for (;;) {
    const tracked = trackOnce(target);
    const complaints = tracked.tracking_summary.logs.some(({ lines }) => lines.length > 0);
    if (tracked.events_received.length > received) {
      received = tracked.events_received.length;
      movedAt = Date.now();
    }
    const patience = complaints ? patienceMs.complaining : patienceMs.silent;
    const complete = Object.values(tracked.events_defined).every((state) => state === "received");
    if (complete || Date.now() - movedAt > patience) return tracked;
    await delay(200);
  }
}

function report({ events_defined, events_received, tracking_summary }) {
  const startedAt = Date.parse(events_received[0]?.timestamp ?? "");
  for (const { timestamp, data } of events_received) {
    const after = `+${Date.parse(timestamp) - startedAt} ms`;
    console.log(`  ${timestamp}  ${after.padStart(9)}  ${data.event_name}`);
  }
  console.log(`\n  ${tracking_summary.execution_path}`);
  for (const { function: name, lines } of tracking_summary.logs) {
    for (const { timestamp, message } of lines) console.log(`  ${name}  ${timestamp}  ${message}`);
  }
  const summary = events_received.find(({ data }) => data.summary)?.data.summary;
  if (summary) {
    console.log(`\n  ${summary.total} words:`);
    const counts = Object.entries(summary.counts).sort(([a, m], [b, n]) => n - m || a.localeCompare(b));
    for (const [word, count] of counts) console.log(`  ${String(count).padStart(5)}  ${word}`);
  }
  return Object.values(events_defined).every((state) => state === "received");
}

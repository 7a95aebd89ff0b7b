// The word count end to end, with the commands a user would type: the controller with its embedded AWS, status,
// publish, track. Exits 0 when the execution reached its last event and everything ended well, 1 otherwise. Takes
// another flow's folder as its argument. What is kept meanwhile lies in a temporary folder.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const programs = { xflow: join(root, "dist", "main.js"), xflowctl: join(root, "dist", "ctl.js") };
const flow = process.argv[2] ?? "manifests/wordcount";
const workflow = "compute_word_count";
const execution = `demo-${Date.now().toString(36)}`;
const text = "the quick brown fox jumps over the lazy dog; the dog sleeps";
/** How long everything may take to be ready; how long an execution may stand still before it counts as stopped, less
 * once its functions complain. */
const patienceMs = { ready: 60_000, silent: 15_000, complaining: 3_000 };

const folder = mkdtempSync(join(tmpdir(), "xflow-demo-"));
let controller;
try {
  const target = ["--local", "--endpoint-url", `http://127.0.0.1:${await freePort()}`];
  controller = startController([...target, "--metrics-listen", "127.0.0.1:0", "--log-level", "warn"]);
  await untilReady(target);
  run("xflowctl", ["status", ...target]);
  const event = JSON.stringify({ execution_id: execution, message: text });
  run("xflow", [flow, "--publish", "FileUploaded", event, ...target]);
  say("xflow", [flow, "--track", workflow, execution, ...target], "its JSON, in short");
  process.exitCode = report(await follow(target)) ? 0 : 1;
} catch (error) {
  console.error(`demo: ${error.message}`);
  process.exitCode = 1;
} finally {
  if (!(await stop(controller))) process.exitCode = 1;
  rmSync(folder, { recursive: true, force: true });
}

function say(program, args, comment) {
  const words = args.map((arg) => (/[\s"{]/.test(arg) ? `'${arg}'` : arg));
  console.log(`\n$ ${program} ${words.join(" ")}${comment === undefined ? "" : `    # ${comment}`}`);
}

/** Of the moment: nothing keeps it until the embedded AWS takes it. */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

function startController(options) {
  say("xflow", [flow, "--server", ...options], "and the embedded AWS");
  return spawn(process.execPath, [programs.xflow, resolve(root, flow), "--server", ...options], {
    cwd: folder,
    stdio: ["ignore", "inherit", "inherit"],
  });
}

function hasEnded({ exitCode, signalCode }) {
  return exitCode !== null || signalCode !== null;
}

/** @returns whether it ended as it should */
async function stop(child) {
  if (child === undefined) return true;
  if (!hasEnded(child)) {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
  if (child.exitCode === 0) return true;
  console.error(`demo: the controller exited with ${child.exitCode ?? child.signalCode}`);
  return false;
}

/** The controller's table is not there at first, and then not all of what it will hold. */
async function untilReady(target) {
  const startedAt = Date.now();
  for (;;) {
    if (hasEnded(controller)) throw new Error("the controller did not start");
    const { counts, scan, leader } = statusOf(target) ?? {};
    const isLooked = leader?.state === "leading" && typeof scan?.lastAt === "string";
    if (isLooked && counts.total > 0 && counts.ready === counts.total) return;
    if (Date.now() - startedAt > patienceMs.ready) {
      run("xflowctl", ["status", ...target]);
      throw new Error("not everything became ready");
    }
    await delay(200);
  }
}

function statusOf(target) {
  const { stdout, status } = call("xflowctl", ["status", "-o", "json", ...target]);
  return status === 0 ? JSON.parse(stdout) : undefined;
}

function call(program, args) {
  return spawnSync(process.execPath, [programs[program], ...args], { cwd: root, encoding: "utf8" });
}

function run(program, args) {
  say(program, args);
  const { status } = spawnSync(process.execPath, [programs[program], ...args], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error(`${program} exited with ${status}`);
}

function trackOnce(target) {
  const { stdout, stderr, status } = call("xflow", [flow, "--track", workflow, execution, ...target]);
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

// Watches what xflow sends to an embedded AWS in this process: whether AWS's API models allow it. Plain JavaScript,
// so that the built commands can be started with it too (node --import).
import { subscribe } from "node:diagnostics_channel";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const slot = Symbol.for("xflow.request-watch");

/** The watch of this process, begun when first asked for. */
export function requestWatch() {
  globalThis[slot] ??= begin();
  return globalThis[slot];
}

function begin() {
  const counts = new Map();
  let problems = [];
  const watch = {
    counts: () => Object.fromEntries(counts),
    takeProblems: () => {
      const taken = problems;
      problems = [];
      return taken;
    },
    putBack: (taken) => {
      problems = [...taken, ...problems];
    },
    onNews: () => {},
  };
  subscribe("xflow.local.call", (call) => {
    if (!/\bxflow[-/]/.test(call.userAgent)) return;
    const name = `${call.service}:${call.operation}`;
    const before = counts.get(name) ?? 0;
    counts.set(name, before + 1);
    for (const problem of call.problems) problems.push(`${name}: ${problem}`);
    if (before === 0 || call.problems.length > 0) watch.onNews();
  });
  return watch;
}

/** Writes down what is news at once, since processes under test are killed, and the counts at the end. */
function reportFromChild(folder, owner) {
  const watch = requestWatch();
  const problems = [];
  const write = () => {
    problems.push(...watch.takeProblems());
    const file = join(folder, `${owner}.${process.pid}.json`);
    writeFileSync(file, JSON.stringify({ counts: watch.counts(), problems }));
  };
  watch.onNews = write;
  process.once("exit", write);
}

const { XFLOW_TEST_REQUESTS: folder, XFLOW_TEST_REQUESTS_OWNER: owner, VITEST } = process.env;
if (folder !== undefined && owner !== undefined && VITEST === undefined) reportFromChild(folder, owner);

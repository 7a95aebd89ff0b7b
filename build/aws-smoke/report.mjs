import { compareAnswers } from "./compare.mjs";
import { pace } from "./reference.mjs";

/** What was seen in AWS, beside the embedded AWS where that was played too. */
export function makeReport({ options, names, aws, reference }) {
  const compared = { prefix: names.prefix, account: options.account };
  return {
    account: options.account,
    region: options.region,
    prefix: names.prefix,
    failure: aws.failure,
    left: aws.left,
    wroteAgain: writesIn(aws, "create again"),
    ...(reference !== undefined && {
      embedded: { failure: reference.failure, left: reference.left },
      differences: compareAnswers(aws.calls, reference.calls, compared),
    }),
    durations: durationTable(aws, reference),
    calls: callTable(aws, reference),
  };
}

/** Seconds; those of the embedded AWS's states as long as it takes AWS's to be. */
function durationTable(aws, reference) {
  const measured = [statesAndMore(aws, 1), reference === undefined ? {} : statesAndMore(reference, pace)];
  const all = [...new Set(measured.flatMap((each) => Object.keys(each)))].sort();
  return all.map((what) => ({ what, aws: measured[0][what], embedded: measured[1][what] }));
}

function statesAndMore(played, scale) {
  const states = Object.entries(played.durations).map(([state, all]) => [state, longest(all) * scale]);
  const phases = played.phases.map(({ name, startedAt, endedAt }) => [`phase: ${name}`, endedAt - startedAt]);
  const roles = ["new roles refused by Lambda, in all", roleRefusedMs(played)];
  const logs =
    played.deliveries.length === 0 ? [] : [["an event in the tracker's log", longest(played.deliveries)]];
  const entries = [...states, ...phases, ...logs, roles];
  return Object.fromEntries(entries.map(([what, ms]) => [what, Math.round(ms / 100) / 10]));
}

const longest = (all) => Math.max(...all);

/** From the first "cannot be assumed" to the last; 0 when every new role was good at once. */
function roleRefusedMs({ calls }) {
  const times = calls
    .filter(({ error }) => /cannot be assumed/.test(error?.message ?? ""))
    .map(({ at }) => at);
  return times.length === 0 ? 0 : Math.max(...times) - Math.min(...times);
}

/** xflow's calls in each phase, by operation. */
function callTable(aws, reference) {
  return aws.phases.map(({ name }) => ({
    phase: name,
    aws: callsIn(aws, name),
    embedded: reference === undefined ? undefined : callsIn(reference, name),
  }));
}

function callsIn(played, phaseName) {
  const counts = {};
  for (const { operation } of callsOfPhase(played, phaseName))
    counts[operation] = (counts[operation] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort());
}

function callsOfPhase({ phases, calls }, phaseName) {
  const phase = phases.find(({ name }) => name === phaseName);
  if (phase === undefined) return [];
  const { startedAt, endedAt } = phase;
  return calls.filter(({ by, at }) => by === "xflow" && at >= startedAt && at <= endedAt);
}

/** Writes of a run that should have found everything as it left it; the state table aside. */
function writesIn(played, phaseName) {
  const isRead = /:(?:Get|Head|List|Describe|AssumeRole)/;
  const operations = callsOfPhase(played, phaseName).map(({ operation }) => operation);
  return operations.filter((operation) => !operation.startsWith("dynamodb:") && !isRead.test(operation));
}

/** The report for people. */
export function printReport(report, say) {
  printDifferences(report, say);
  say("\nseconds                                    AWS   embedded");
  for (const { what, aws, embedded } of report.durations) {
    say(`${what.padEnd(38)} ${seconds(aws)} ${seconds(embedded)}`);
  }
  say("\ncalls                                      AWS   embedded");
  for (const { phase, aws, embedded } of report.calls) {
    say(`${phase.padEnd(38)} ${String(total(aws)).padStart(7)} ${String(total(embedded)).padStart(10)}`);
  }
}

const seconds = (value) => (value === undefined ? "-" : value.toFixed(1)).padStart(7);
const total = (counts = {}) => Object.values(counts).reduce((sum, count) => sum + count, 0);

function printDifferences({ differences, wroteAgain }, say) {
  if (wroteAgain.length > 0) say(`\na second run wrote again: ${wroteAgain.join(", ")}`);
  if (differences === undefined) return;
  const { members, errors, ...others } = differences;
  if (members.length + errors.length === 0) say("\nAWS did nothing differently from the embedded AWS");
  for (const difference of members) printMembers(difference, say);
  printAll("only AWS", errors, say);
  printAll("only AWS, as time had it", others.errorsOfTiming, say);
  printAll("only asked of AWS", others.onlyAskedOfAws, say);
  printAll("only asked of the embedded AWS", others.onlyAskedOfTheEmbeddedAws, say);
}

function printMembers({ operation, missing, extra }, say) {
  say(`\n${operation}`);
  printAll("  only AWS", missing, say);
  printAll("  only the embedded AWS", extra, say);
}

function printAll(heading, lines, say) {
  for (const line of lines) say(`${heading}: ${line}`);
}

// A first day on a real account, in small (docs/aws-smoke.md): creates a tiny flow, runs an execution, lets drift be
// corrected, removes a file, removes everything; then plays the same against the embedded AWS and prints what AWS did
// differently. Exits 0 when all of it came about and nothing is left, 2 when it refuses to begin, 1 otherwise.

import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { createClients } from "./aws-smoke/clients.mjs";
import { readOptions, UsageError, usage } from "./aws-smoke/options.mjs";
import { perform } from "./aws-smoke/perform.mjs";
import { placeOf, startReference } from "./aws-smoke/reference.mjs";
import { makeReport, printReport } from "./aws-smoke/report.mjs";

const say = (text) => console.log(text);

try {
  const options = readOptions(process.argv.slice(2));
  await expectAccount(options);
  process.exitCode = await smoke(options);
} catch (error) {
  console.error(`aws-smoke: ${error.message}`);
  if (error instanceof UsageError) console.error(usage);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

/** @throws UsageError when the credentials are those of another account, or nobody says whose they are */
async function expectAccount({ account, region, endpoint }) {
  const clients = createClients({ region, endpoint });
  try {
    const { Account } = await clients.sts.send(new GetCallerIdentityCommand({})).catch((cause) => {
      const what = `cannot tell whose account this is: ${cause.message || cause.name}`;
      throw new UsageError(`${what}; set AWS_PROFILE, or log in, or export the keys`, { cause });
    });
    if (Account !== account)
      throw new UsageError(`the credentials are of account ${Account}, not ${account}`);
  } finally {
    clients.destroy();
  }
}

async function smoke(options) {
  const id = randomBytes(3).toString("hex");
  const names = {
    prefix: `xflow-smoke-${id}-`,
    instance: `xflow-smoke-${id}`,
    table: `xflow-smoke-${id}-state`,
  };
  announce(options, names);
  const interrupted = interruption(names);
  const reference = await startReference(options.account);
  try {
    const aws = await perform(targetOf(options, interrupted), names, reference.services);
    const lastPhase = aws.phases.at(-1)?.name;
    const as = { ...options, lastPhase, signal: interrupted };
    const embedded = interrupted.aborted ? undefined : await playReference(as, names, reference);
    const report = makeReport({ options, names, aws, reference: embedded });
    writeFileSync(options.report, `${JSON.stringify(report, undefined, 2)}\n`);
    printReport(report, say);
    say(`\nthe whole report: ${options.report}`);
    return aws.failure === undefined && aws.left.length === 0 ? 0 : 1;
  } finally {
    await reference.stop();
  }
}

function announce({ account, region }, { prefix, table }) {
  say(
    `In account ${account}, ${region}, for some 15 minutes: 3 Kinesis streams of one shard, 3 functions, 5 mappings, ` +
      `3 roles, 4 log groups, all named ${prefix}…, and the on-demand table ${table}.\n` +
      "It costs about 0.05 USD: Kinesis bills a shard by the hour, the rest is next to nothing.",
  );
}

/** The first Ctrl-C ends the story and removes everything; the second gives up. */
function interruption({ prefix, instance, table }) {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) {
      console.error(
        `aws-smoke: given up. Remove what is named ${prefix}…, the roles below /xflow/${instance}/ and the table ${table}.`,
      );
      process.exit(1);
    }
    console.error("aws-smoke: interrupted; removing everything. Once more: leave it there");
    controller.abort(new Error("interrupted"));
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, interrupt);
  return controller.signal;
}

/** AWS itself is not asked more often than once a second. */
function targetOf({ account, region, endpoint }, signal) {
  const near = { everyMs: 100, resync: "5s", flags: ["--endpoint-url", endpoint] };
  const far = { everyMs: 1000, resync: "15s", flags: [] };
  const how = endpoint === undefined ? far : { ...near, endpoint };
  return { account, region, signal, env: process.env, say: (text) => say(`AWS: ${text}`), ...how };
}

/** As far as AWS got. */
function playReference({ account, region, lastPhase, signal }, names, reference) {
  const own = { account, region, lastPhase, signal, say: (text) => say(`embedded AWS: ${text}`) };
  return perform({ ...own, ...placeOf(reference) }, names, reference.services);
}

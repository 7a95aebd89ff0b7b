import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createClients, userAgent } from "../../src/aws/clients.ts";
import type { FaultRule } from "../../src/local/gateway/faults.ts";
import { createRandom } from "../../src/local/gateway/random.ts";
import type { LocalAws } from "../../src/local/local-aws.ts";
import { createItemTable } from "../../src/store/item-table.ts";
import { ensureTable } from "../../src/store/table.ts";
import { askServices, type DirectCall, directRegion, type PlayedAws, playedDurations } from "./direct-aws.ts";
import { startEmbeddedAws } from "./embedded-aws.ts";
import type { History } from "./flow-histories.ts";
import { createLiveClock } from "./live-clock.ts";
import type { Stage } from "./played-history.ts";
import type { TableMood, TroubledTable } from "./troubled-store.ts";

/** Clock milliseconds to a real one. */
const pace = 60;
const account = { region: directRegion, credentials: { accessKeyId: "test", secretAccessKey: "test" } };
const tableName = "xflow";

/** The embedded AWS behind a socket, called by the SDK's clients, its DynamoDB included; time runs fast. */
export async function openSocketStage({ seed }: History): Promise<Stage> {
  const clock = createLiveClock(pace);
  const calls: DirectCall[] = [];
  let onArrival: PlayedAws["onArrival"] = () => undefined;
  const local = await startEmbeddedAws({
    clock,
    timeScale: pace,
    durations: playedDurations,
    latencyMs: 30,
    onCall: ({ service, operation, mutating }) => {
      if (service === "dynamodb") return;
      const call = { service, operation, mutating, input: {}, atMs: clock.now() };
      calls.push(call);
      onArrival(call);
    },
  });
  const clients = createClients({ ...account, endpointUrl: local.endpoint, sessionName: "test" });
  const client = new DynamoDBClient({
    ...account,
    endpoint: local.endpoint,
    maxAttempts: 1,
    customUserAgent: userAgent,
  });
  await ensureTable({ client, clock }, { table: tableName, signal: new AbortController().signal });
  const aws: PlayedAws = {
    faults: local.faults,
    calls,
    get onArrival() {
      return onArrival;
    },
    set onArrival(listener) {
      onArrival = listener;
    },
    clients,
    ask: askServices(local.services),
    [Symbol.asyncDispose]: async () => {
      clients.destroy();
      client.destroy();
      await local.stop();
    },
  };
  return {
    clock,
    advance: (ms) => clock.sleep(ms),
    settle: () => clock.sleep(1),
    random: createRandom(seed),
    aws,
    table: moodyTable(local, client, seed),
    scanPeriodMs: 30_000,
    isMachineTimed: true,
  };
}

/** The table fails as the gateway makes it. */
function moodyTable(local: LocalAws, client: DynamoDBClient, seed: number): TroubledTable {
  const drop = { service: "dynamodb", operation: "*", effect: { kind: "drop" }, seed } as const;
  const rules: Readonly<Record<TableMood, readonly FaultRule[]>> = {
    works: [],
    unreachable: [{ ...drop, when: "before" }],
    "loses answers": [{ ...drop, when: "after", probability: 0.5 }],
  };
  let now: TableMood = "works";
  let lift: readonly (() => void)[] = [];
  return {
    items: createItemTable({ client, table: tableName }),
    get mood() {
      return now;
    },
    set mood(mood) {
      for (const one of lift) one();
      now = mood;
      lift = rules[mood].map((rule) => local.faults.inject(rule));
    },
  };
}

import type { DynamoDBClient, TableDescription } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { createItemTable } from "../../../src/store/item-table.ts";
import { ensureTable } from "../../../src/store/table.ts";

const keys: TableDescription = {
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "sk", AttributeType: "S" },
  ],
};

/** Time that passes by being waited for. */
function createEagerClock() {
  let nowMs = 0;
  const sleep = async (ms: number) => {
    nowMs += ms;
  };
  return { now: () => nowMs, sleep };
}

type Answer = (name: string, signal?: AbortSignal) => Promise<unknown>;

/** A client that answers from a script. */
function makeClient(answer: Answer): DynamoDBClient {
  const send = (command: { constructor: { name: string } }, options?: { abortSignal?: AbortSignal }) =>
    answer(command.constructor.name.replace(/Command$/, ""), options?.abortSignal);
  const config = { region: async () => "eu-west-3" };
  return { send, config } as unknown as DynamoDBClient;
}

function refusal(name: string): Error {
  return Object.assign(new Error("no"), { name });
}

describe("making sure of the table", () => {
  it("waits for it as long as AWS does not know of it, or is still creating it", async () => {
    const told: string[] = [];
    const states = [undefined, undefined, "CREATING", "ACTIVE"];
    const client = makeClient(async (name) => {
      told.push(name);
      if (name === "DescribeTimeToLive") {
        return { TimeToLiveDescription: { TimeToLiveStatus: "ENABLING", AttributeName: "expiresAt" } };
      }
      if (name === "CreateTable") {
        if (told.filter((call) => call === name).length > 1) throw refusal("ResourceInUseException");
        return {};
      }
      const TableStatus = states.shift();
      if (TableStatus === undefined) throw refusal("ResourceNotFoundException");
      return { Table: { ...keys, TableStatus } };
    });
    const clock = createEagerClock();
    const { signal } = new AbortController();

    const ensured = await ensureTable({ client: async () => client, clock }, { table: "t", signal });

    expect(ensured).toEqual({ created: true, warnings: [] });
    expect(told.filter((name) => name === "DescribeTable")).toHaveLength(4);
    expect(clock.now()).toBe(3 * 500);
  });

  it("gives up after two minutes, and says how far it came", async () => {
    const client = makeClient(async () => ({ Table: { ...keys, TableStatus: "CREATING" } }));
    const clock = createEagerClock();
    const { signal } = new AbortController();

    const ensured = ensureTable({ client, clock }, { table: "t", signal });

    await expect(ensured).rejects.toThrow("t is CREATING after two minutes");
    expect(clock.now()).toBe(120_000);
  });
});

describe("a table's items", () => {
  it("are not there in AWS itself: the region is told", async () => {
    const client = makeClient(() => Promise.reject(refusal("ResourceNotFoundException")));

    const read = createItemTable({ client, table: "t" }).get({ pk: "a", sk: "b" });

    await expect(read).rejects.toThrow("state table t does not exist in eu-west-3");
  });

  it("cannot be reached without a client", async () => {
    const client = () => Promise.reject(new Error("no region"));

    const read = createItemTable({ client, table: "t" }).get({ pk: "a", sk: "b" });

    await expect(read).rejects.toThrow("state table: GetItem: Error: no region");
  });

  it("are given up on with the reason of who gave up", async () => {
    const giveUp = new AbortController();
    const client = makeClient(async (_name, signal) => {
      giveUp.abort(new Error("no answer within 5000 ms"));
      throw signal?.aborted ? refusal("AbortError") : new Error("nobody listens");
    });

    const written = createItemTable({ client, table: "t" }).put(
      { pk: "a", sk: "b" },
      { signal: giveUp.signal },
    );

    await expect(written).rejects.toThrow("state table: PutItem: Error: no answer within 5000 ms");
  });
});

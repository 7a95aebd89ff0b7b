import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTagsOfResourceCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { StateUnavailableError } from "../../src/core/state-error.ts";
import { createItemTable } from "../../src/store/item-table.ts";
import { createStateReader } from "../../src/store/state-reader.ts";
import { createStateStore } from "../../src/store/state-store.ts";
import { ensureTable, TableSchemaError } from "../../src/store/table.ts";
import { TableNotFoundError } from "../../src/store/table-not-found-error.ts";
import { FakeClock } from "./fake-clock.ts";
import { makeRow } from "./made-rows.ts";
import { createStateClient, type DynamodbServer, hurriedClock, type StateClient } from "./state-world.ts";

/** How the state table comes to be, on any DynamoDB. */
export function describeStateTable(name: string, start: () => Promise<DynamodbServer>): void {
  describe(`the state table on ${name}`, () => {
    let server: DynamodbServer;
    const opened: StateClient[] = [];
    const { signal } = new AbortController();

    beforeAll(async () => {
      server = await start();
    });
    afterEach(() => {
      for (const { client } of opened.splice(0)) client.destroy();
    });
    afterAll(() => server.stop());

    function connect(): StateClient {
      const connected = createStateClient(server.endpoint);
      opened.push(connected);
      return connected;
    }
    const ensure = ({ client }: StateClient, table: string) =>
      ensureTable({ client, clock: hurriedClock }, { table, signal });

    it("is created with its keys, paid by request, tagged, and cleans up after itself", async () => {
      const connected = connect();
      const { client } = connected;

      const ensured = await ensure(connected, "created");

      const { Table } = await client.send(new DescribeTableCommand({ TableName: "created" }));
      const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName: "created" }));
      const tags = await client.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));
      expect(ensured).toEqual({ created: true, warnings: [] });
      expect(Table).toMatchObject({
        TableStatus: "ACTIVE",
        BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
      });
      expect(ttl.TimeToLiveDescription).toMatchObject({ AttributeName: "expiresAt" });
      expect(ttl.TimeToLiveDescription?.TimeToLiveStatus).toMatch(/^ENABL/);
      expect(tags.Tags).toEqual([{ Key: "xflow.dev/table", Value: "state" }]);
    });

    it("is found the second time, and not written to", async () => {
      await ensure(connect(), "found");
      const connected = connect();

      const ensured = await ensure(connected, "found");

      expect(ensured).toEqual({ created: false, warnings: [] });
      expect(connected.calls).toEqual(["DescribeTable", "DescribeTimeToLive"]);
    });

    it("is created once when two processes start at once", async () => {
      const both = await Promise.all([ensure(connect(), "at-once"), ensure(connect(), "at-once")]);

      expect(both.map(({ created }) => created).sort()).toEqual([false, true]);
      expect(both.flatMap(({ warnings }) => warnings)).toEqual([]);
    });

    it("warns when time to live is refused, and can be used", async () => {
      const connected = connect();
      connected.refuse("UpdateTimeToLive", "AccessDeniedException");

      const { created, warnings } = await ensure(connected, "no-ttl");

      expect(created).toBe(true);
      expect(warnings).toEqual([expect.stringMatching(/no-ttl .* expiresAt was refused: AccessDenied/)]);
    });

    it("does not use a table with other keys, and says which it needs", async () => {
      const connected = connect();
      const TableName = "somebody-elses";
      await connected.client.send(
        new CreateTableCommand({
          TableName,
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "N" }],
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        }),
      );

      const error = await ensure(connected, TableName).catch((thrown: unknown) => thrown);

      expect(error).toBeInstanceOf(TableSchemaError);
      expect(String(error)).toContain("somebody-elses has the keys id (HASH, N), and xflow needs pk (HASH");
    });

    it("tells what was refused when it may not be created", async () => {
      const connected = connect();
      connected.refuse("CreateTable", "AccessDeniedException");

      const ensured = ensure(connected, "denied");

      await expect(ensured).rejects.toThrow(/state table: CreateTable: AccessDeniedException/);
    });

    it("stops waiting when nobody wants it any longer", async () => {
      const giveUp = new AbortController();
      const reason = new Error("shut down");
      giveUp.abort(reason);

      const ensured = ensureTable(
        { client: connect().client, clock: hurriedClock },
        { table: "unwanted", signal: giveUp.signal },
      );

      await expect(ensured).rejects.toBe(reason);
    });

    it("is named, with where it was looked for, when it is not there", async () => {
      const { client } = connect();
      const items = createItemTable({ client: async () => client, table: "missing" });
      const deps = { items, instance: "one", clock: new FakeClock(), epoch: () => 1 };

      const read = createStateReader(deps).rows();

      await expect(read).rejects.toThrow(TableNotFoundError);
      await expect(read).rejects.toThrow(
        `state table missing does not exist in eu-west-3 (${server.endpoint})`,
      );
      await expect(createStateStore(deps).put(makeRow())).rejects.toThrow(StateUnavailableError);
    });
  });
}

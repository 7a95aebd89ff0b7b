import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { createStateCredentials } from "../../../src/app/state-credentials.ts";
import { createItemTable } from "../../../src/store/item-table.ts";

interface Request {
  readonly headers: Readonly<Record<string, string>>;
}

/** A table that refuses a key with an error, and the keys that were used. */
function setUp(refused: string, code: string) {
  const keys: string[] = [];
  let chain = refused;
  const handle = async ({ headers }: Request) => {
    const key = /Credential=([^/]+)/.exec(headers["authorization"] ?? "")?.[1] ?? "none";
    keys.push(key);
    const isGood = key !== refused;
    const body = isGood ? "{}" : JSON.stringify({ __type: `com.amazon#${code}`, message: "it is refused" });
    return {
      response: { statusCode: isGood ? 200 : 400, headers: {}, body: new TextEncoder().encode(body) },
    };
  };
  const credentials = createStateCredentials(
    async () => ({ accessKeyId: chain, secretAccessKey: "s", sessionToken: "t" }),
    { now: () => 0 },
  );
  const client = new DynamoDBClient({
    region: "eu-west-1",
    credentials: credentials.provider,
    requestHandler: { handle } as never,
  });
  credentials.watch(client);
  const items = createItemTable({ client, table: "xflow" });
  const become = (key: string) => {
    chain = key;
  };
  return { keys, become, read: () => items.get({ pk: "a", sk: "b" }) };
}

describe("credentials of the state table", () => {
  it("are read anew once the table refuses them, and the refusal says what it means", async () => {
    const { keys, become, read } = setUp("OLD", "ExpiredTokenException");
    await expect(read()).rejects.toThrow(
      "state table: GetItem: ExpiredTokenException: it is refused (the session has ended)",
    );

    become("NEW");

    expect(await read()).toBeUndefined();
    expect(await read()).toBeUndefined();
    expect(keys).toEqual(["OLD", "NEW", "NEW"]);
  });

  it("stay when the table refuses something else", async () => {
    const { keys, become, read } = setUp("OLD", "AccessDeniedException");
    await expect(read()).rejects.toThrow("state table: GetItem: AccessDeniedException: it is refused");

    become("NEW");

    await expect(read()).rejects.toThrow("AccessDeniedException");
    expect(keys).toEqual(["OLD", "OLD"]);
  });
});

import { DeleteTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { clientConfig } from "../support/gateway-server.ts";
import { counterFlow, openReplicaWorld, until } from "../support/replica-world.ts";

describe("a controller whose table is deleted while it leads", () => {
  it("makes it again, knows its own by their tags, and changes nothing else", async () => {
    await using world = await openReplicaWorld();
    const { path } = await world.source(counterFlow());
    const { aws, replica } = await world.start(path, { args: ["--lease", "3s"] });
    const settled = async () => {
      const rows = await world.state.rows().catch(() => []);
      return rows.length === 5 && rows.every(({ conditions }) => conditions.every(isTrue));
    };
    await until(settled, (is) => expect(is).toBe(true));
    const from = aws.calls.length;
    const dynamodb = new DynamoDBClient({ ...clientConfig(world.endpoint), region: "us-east-1" });

    await dynamodb.send(new DeleteTableCommand({ TableName: "xflow" }));
    dynamodb.destroy();

    await replica.hears("the state table was gone, and is made again");
    await replica.hears("leading");
    await until(settled, (is) => expect(is).toBe(true));
    const changes = aws.calls
      .slice(from)
      .filter(({ isMutating, service }) => isMutating && service !== "dynamodb");
    expect(changes).toEqual([]);
  });
});

function isTrue({ status }: { readonly status: string }): boolean {
  return status === "True";
}

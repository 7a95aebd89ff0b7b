import { beforeEach, describe, expect, it } from "vitest";
import {
  ACCOUNT,
  CREATING_MS,
  createKinesisWorld,
  type KinesisWorld,
} from "../../../support/kinesis-world.ts";

const arn = `arn:aws:kinesis:us-east-1:${ACCOUNT}:stream/s`;
const record = { partitionKey: "k", data: Buffer.from("line") };

let world: KinesisWorld;

beforeEach(async () => {
  world = await createKinesisWorld();
});

describe("what CloudWatch Logs writes to a stream", () => {
  it("is refused without a stream, waits while it is made, and is taken once it is ACTIVE", async () => {
    const { writer } = world.kinesis;
    const answers = [await writer.put(arn, record)];
    await world.call("CreateStream", { StreamName: "s", ShardCount: 1 });
    answers.push(await writer.put(arn, record));
    const wasActive = writer.isActive(arn);
    await world.clock.advance(CREATING_MS);
    answers.push(await writer.put(arn, record));

    expect(answers).toEqual(["refused", "busy", "taken"]);
    expect([wasActive, writer.isActive(arn)]).toEqual([false, true]);
    expect(await world.readShard("s", "shardId-000000000000")).toMatchObject([
      { partitionKey: "k", data: "line" },
    ]);
  });

  it("is refused by a stream that is being deleted", async () => {
    await world.create("s");
    await world.call("DeleteStream", { StreamName: "s" });

    expect(await world.kinesis.writer.put(arn, record)).toBe("refused");
    expect(world.kinesis.writer.isActive(arn)).toBe(false);
  });

  it("waits when the shard has no room", async () => {
    const limited = await createKinesisWorld({ enforceLimits: true });
    await limited.create("s");
    const large = { partitionKey: "k", data: Buffer.alloc(1_048_000) };

    const answers = [
      await limited.kinesis.writer.put(arn, large),
      await limited.kinesis.writer.put(arn, large),
    ];

    expect(answers).toEqual(["taken", "busy"]);
  });
});

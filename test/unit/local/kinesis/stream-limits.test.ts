import { describe, expect, it } from "vitest";
import { CREATING_MS, createKinesisWorld, DELETING_MS, UPDATING_MS } from "../../../support/kinesis-world.ts";

const DAY_MS = 86_400_000;

function create(name: string) {
  return { StreamName: name, ShardCount: 1 };
}

describe("limits on streams", () => {
  it("let five streams be in CREATING or DELETING at once, counting calls at the same time", async () => {
    const world = await createKinesisWorld({ enforceLimits: true });
    const names = ["a", "b", "c", "d", "e", "f"];
    const created = await Promise.allSettled(names.map((name) => world.call("CreateStream", create(name))));
    await world.clock.advance(CREATING_MS);
    for (const name of names.slice(0, 5)) await world.call("DeleteStream", { StreamName: name });

    expect(created.map(({ status }) => status).filter((status) => status === "rejected")).toHaveLength(1);
    expect(created[5]).toMatchObject({
      reason: {
        code: "LimitExceededException",
        message: expect.stringContaining(
          "be in CREATING or DELETING for the account 000000000000. Limit: 5.",
        ),
      },
    });
    await expect(world.call("CreateStream", create("g"))).rejects.toMatchObject({
      code: "LimitExceededException",
    });
    await world.clock.advance(DELETING_MS);
    expect(await world.call("CreateStream", create("g"))).toEqual({});
  });

  it("let a stream be scaled ten times in 24 hours", async () => {
    const world = await createKinesisWorld({ enforceLimits: true });
    await world.create("s", 2);
    const scale = { StreamName: "s", TargetShardCount: 2, ScalingType: "UNIFORM_SCALING" };
    for (let count = 0; count < 10; count += 1) {
      await world.call("UpdateShardCount", scale);
      await world.updated();
    }

    await expect(world.call("UpdateShardCount", scale)).rejects.toMatchObject({
      code: "LimitExceededException",
    });
    await world.clock.advance(DAY_MS);
    expect(await world.call("UpdateShardCount", scale)).toMatchObject({ TargetShardCount: 2 });
  });

  it("let its mode be switched twice in 24 hours", async () => {
    const world = await createKinesisWorld({ enforceLimits: true });
    await world.create("s");
    const to = (StreamMode: string) =>
      world.call("UpdateStreamMode", {
        StreamARN: "arn:aws:kinesis:us-east-1:000000000000:stream/s",
        StreamModeDetails: { StreamMode },
      });
    await to("ON_DEMAND");
    await world.clock.advance(UPDATING_MS);
    await to("PROVISIONED");
    await world.clock.advance(UPDATING_MS);

    await expect(to("ON_DEMAND")).rejects.toMatchObject({ code: "LimitExceededException" });
  });

  it.each(["StartStreamEncryption", "StopStreamEncryption"])(
    "let %s be called 25 times in 24 hours",
    async (operation) => {
      const world = await createKinesisWorld({ enforceLimits: true });
      await world.create("s");
      const encryption = { StreamName: "s", EncryptionType: "KMS", KeyId: "alias/aws/kinesis" };
      for (let count = 0; count < 25; count += 1) {
        await world.call(operation, encryption);
        await world.updated();
      }

      await expect(world.call(operation, encryption)).rejects.toMatchObject({
        code: "LimitExceededException",
        message: expect.not.stringContaining("Rate exceeded"),
      });
      await world.clock.advance(DAY_MS);
      expect(await world.call(operation, encryption)).toEqual({});
    },
  );

  it("let 50 streams of a region be on demand, those that become so too, and do not count their shards", async () => {
    const world = await createKinesisWorld({ enforceLimits: true });
    const region = { region: "eu-north-1" };
    const onDemand = { StreamMode: "ON_DEMAND" };
    await world.call("CreateStream", { StreamName: "provisioned", ShardCount: 1 }, region);
    await world.clock.advance(CREATING_MS);
    for (let count = 0; count < 49; count += 1) {
      await world.call("CreateStream", { StreamName: `s${count}`, StreamModeDetails: onDemand }, region);
      await world.clock.advance(CREATING_MS);
    }
    const StreamARN = "arn:aws:kinesis:eu-north-1:000000000000:stream/provisioned";
    await world.call("UpdateStreamMode", { StreamARN, StreamModeDetails: onDemand }, region);

    await expect(
      world.call("CreateStream", { StreamName: "more", StreamModeDetails: onDemand }, region),
    ).rejects.toMatchObject({ code: "LimitExceededException" });
    expect(await world.call("DescribeLimits", {}, region)).toMatchObject({ OnDemandStreamCount: 50 });
    expect(await world.call("CreateStream", { StreamName: "large", ShardCount: 1000 }, region)).toEqual({});
  });

  it("hold a region to its shards, those being created too", async () => {
    const world = await createKinesisWorld({ enforceLimits: true });
    const region = { region: "eu-north-1" };
    await world.call("CreateStream", { StreamName: "s", ShardCount: 999 }, region);

    await expect(
      world.call("CreateStream", { StreamName: "t", ShardCount: 2 }, region),
    ).rejects.toMatchObject({ code: "LimitExceededException" });
    expect(await world.call("DescribeLimits", {}, region)).toMatchObject({
      ShardLimit: 1000,
      OpenShardCount: 999,
    });
  });

  it("hold nobody back when they are off", async () => {
    const world = await createKinesisWorld();
    const names = ["a", "b", "c", "d", "e", "f", "g"];
    await Promise.all(names.map((name) => world.call("CreateStream", create(name))));
    await world.clock.advance(CREATING_MS);

    expect(await world.call("ListStreams")).toMatchObject({ StreamNames: names });
  });
});

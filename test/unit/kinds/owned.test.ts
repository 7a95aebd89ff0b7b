import { describe, expect, it } from "vitest";
import type { AwsAccess } from "../../../src/aws/access.ts";
import type { Listing } from "../../../src/aws/fleet/shared-list.ts";
import { CallError } from "../../../src/core/call-error.ts";
import { ownedByIndex } from "../../../src/kinds/owned-by-index.ts";
import { ownedSubscriptions } from "../../../src/kinds/subscription/owned.ts";
import { testTarget } from "../../support/made-resources.ts";

const place = "eu-west-1:123456789012";
const streamArn = (name: string) => `arn:aws:kinesis:${place}:stream/${name}`;
const tagsOf = (resource: string, instance = "test") => ({
  "xflow.dev/instance": instance,
  "xflow.dev/resource": resource,
});

function listed(rows: Readonly<Record<string, object>>) {
  return {
    pages: () => 1,
    begunAtMs: () => undefined,
    get: async (): Promise<Listing<never>> => ({
      kind: "listed",
      startedAtMs: 0,
      rows: new Map(Object.entries(rows)) as never,
    }),
  };
}
function unknown(isFinal: boolean) {
  const get = async (): Promise<Listing<never>> => ({
    kind: "unknown",
    startedAtMs: 0,
    reason: "no list",
    disposition: isFinal ? { kind: "auth", reason: "AccessDenied" } : { kind: "transient" },
  });
  return { pages: () => 1, begunAtMs: () => undefined, get };
}

describe("what the tagging index has as ours", () => {
  const index = {
    [streamArn("Words")]: tagsOf("default/Stream/Words"),
    [streamArn("Deleted")]: tagsOf("default/Stream/Deleted"),
    [streamArn("Odd")]: tagsOf("default/Function/Odd"),
    [streamArn("Keyless")]: { "xflow.dev/instance": "test" },
    [`arn:aws:lambda:${place}:function:counter`]: tagsOf("default/Function/counter"),
  };
  const streams = listed({ Words: {}, Odd: {}, Keyless: {}, Others: {} });
  const owned = (main: object, list = streams) =>
    ownedByIndex(
      { fleet: { tagged: { main } }, target: testTarget } as unknown as AwsAccess,
      { kind: "Stream", marker: ":stream/", listOf: () => list },
      1,
    );

  it("is listed when it is still there, by the key in its tags", async () => {
    expect(await owned(listed(index))).toEqual({
      kind: "listed",
      items: [{ key: "default/Stream/Words", arn: streamArn("Words"), identity: { awsName: "Words" } }],
    });
  });

  it("is unknown when the index or the list is", async () => {
    expect(await owned(unknown(true))).toEqual({ kind: "unknown", reason: "no list" });
    expect(await owned(listed(index), unknown(false))).toEqual({ kind: "unknown", reason: "no list" });
  });
});

describe("mappings that are ours", () => {
  const counter = `arn:aws:lambda:${place}:function:counter`;
  const mapping = (UUID: string, stream: string) => ({
    UUID,
    EventSourceArn: streamArn(stream),
    FunctionArn: counter,
  });
  const arnOf = (uuid: string) => `arn:aws:lambda:${place}:event-source-mapping:${uuid}`;
  const asked: string[] = [];
  const owned = (mappingIndex: object, tags: Record<string, object | Error> = {}, main = listed({})) => {
    asked.length = 0;
    const access = {
      target: testTarget,
      clients: {
        lambda: async () => ({ send: async (command: { input: { Resource: string } }) => command }),
      },
      call: async (_: string, send: (options: object) => Promise<{ input: { Resource: string } }>) => {
        const { input } = await send({});
        asked.push(input.Resource);
        const answer = tags[input.Resource];
        if (answer instanceof Error) throw answer;
        return { Tags: answer };
      },
      fleet: {
        mappings: listed({ a: mapping("u-1", "Words"), b: mapping("u-2", "Lines") }),
        tagged: { main, mappings: mappingIndex },
      },
    };
    return ownedSubscriptions(access as unknown as AwsAccess, 1);
  };
  const words = {
    key: "default/Subscription/Words:counter",
    arn: arnOf("u-1"),
    identity: { awsName: "Words:counter", streamName: "Words", functionName: "counter" },
  };
  const wordsTags = tagsOf("default/Subscription/Words:counter");

  it("are those of the index that are still there", async () => {
    const index = listed({ [arnOf("u-1")]: wordsTags, [arnOf("u-9")]: tagsOf("default/Subscription/gone") });

    expect(await owned(index)).toEqual({ kind: "listed", items: [words] });
    expect(asked).toEqual([]);
  });

  it.each([
    { reason: "lacks mappings", index: listed({}) },
    { reason: "is denied", index: unknown(true) },
  ])("are asked one by one where the index $reason, if what they connect is ours", async ({ index }) => {
    const main = listed({ [streamArn("Words")]: tagsOf("default/Stream/Words") });

    const found = await owned(index, { [arnOf("u-1")]: wordsTags, [arnOf("u-2")]: wordsTags }, main);

    expect(found).toEqual({ kind: "listed", items: [words] });
    expect(asked).toEqual([arnOf("u-1")]);
  });

  it("are unknown when a list is, or tags cannot be read", async () => {
    const main = listed({ [counter]: tagsOf("default/Function/counter") });
    const denied = new CallError("lambda:ListTags", { kind: "terminal", reason: "AccessDenied" }, "no");

    expect(await owned(unknown(false))).toEqual({ kind: "unknown", reason: "no list" });
    expect(await owned(listed({}), { [arnOf("u-1")]: denied }, main)).toMatchObject({ kind: "unknown" });
  });

  it("do not include one that is gone by the time its tags are read", async () => {
    const main = listed({ [streamArn("Words")]: tagsOf("default/Stream/Words") });
    const gone = Object.assign(new Error("gone"), { name: "ResourceNotFoundException" });

    expect(await owned(listed({}), { [arnOf("u-1")]: gone }, main)).toEqual({ kind: "listed", items: [] });
  });
});

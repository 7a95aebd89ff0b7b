import { GetRolePolicyCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { census } from "../support/aws-census.ts";
import { functionManifest, manifest, subscription } from "../support/desired-set.ts";
import { LiveWorld } from "../support/live-world.ts";
import { testAccount } from "../support/reached-kinds.ts";

/** A seed flow file: one function receives the event that all of them share, by the role that all of them share. */
const seed = (name: string, timeoutSeconds = 10) => `
general: { lambda_timeout_time: ${timeoutSeconds} }
aws: { region: eu-west-1, lambda_execution_role_name: shared }
lambdas:
  - { name: ${name}, description: counts, source: code, handler: run, runtime: nodejs22.x }
subscriptions:
  - { event: Shared, subscribers: [${name}] }
`;

const code = Object.fromEntries(
  ["one", "two"].map((name) => [`code/${name}.js`, "exports.run = async () => {};\n"]),
);

describe("two flow files that share a role and an event", () => {
  it("both work, and removing one leaves the other what they share", async () => {
    await using world = await LiveWorld.open({ ...code, "one.cfg": seed("one"), "two.cfg": seed("two") });
    const live = await world.start();
    expect(await census(world.local.endpoint, testAccount.region)).toMatchObject({
      roles: ["shared"],
      streams: ["Shared"],
      functions: ["one", "two"],
      mappings: ["Shared -> one", "Shared -> two"],
    });
    expect(live.row("default/Stream/Shared")?.owners).toEqual(["one.cfg", "two.cfg"]);
    live.forgetPast();

    await world.remove("two.cfg");
    await live.read();
    await world.until(() => live.row("default/Function/two") === undefined);
    await live.scan();

    expect(live.writes.toSorted()).toEqual(["lambda:DeleteEventSourceMapping", "lambda:DeleteFunction"]);
    expect(await census(world.local.endpoint, testAccount.region)).toMatchObject({
      roles: ["shared"],
      streams: ["Shared"],
      functions: ["one"],
      mappings: ["Shared -> one"],
    });
    expect(live.row("default/Stream/Shared")).toMatchObject({ state: "present", owners: ["one.cfg"] });
  });

  it("keep the role as it is while one of them is broken", async () => {
    const more = seed("two").replace(
      "subscribers: [two] }",
      "subscribers: [two] }\n  - { event: Own, subscribers: [] }",
    );
    await using world = await LiveWorld.open({ ...code, "one.cfg": seed("one"), "two.cfg": more });
    const live = await world.start();
    const PolicyName = "AWSLambdaKinesisPublishRole";
    const policy = await world.by.iam.send(new GetRolePolicyCommand({ RoleName: "shared", PolicyName }));
    expect(decodeURIComponent(policy.PolicyDocument ?? "")).toContain("stream/Own");
    live.forgetPast();

    await world.write({ "two.cfg": `${more}lambdas: [` });
    await live.read();
    await live.scan();

    expect(live.status.source.state).toBe("broken");
    expect(live.writes).toEqual([]);
  });
});

describe("two manifests that declare the same thing differently", () => {
  const stream = (retentionHours: number) => manifest("Stream", "Words", { retentionHours });
  const reader = functionManifest("counter") + subscription("Words", "counter");

  it("are reported on the newcomer, and what runs stays, also after a restart", async () => {
    await using world = await LiveWorld.open({ "b.yaml": stream(24) + reader });
    let live = await world.start();
    live.forgetPast();

    await world.write({ "a.yaml": stream(48) });
    await live.read();
    await live.scan();
    expect(live.status.source).toMatchObject({ state: "broken" });
    expect(live.status.source.errors).toEqual([expect.stringMatching(/^a\.yaml.*ConflictingDeclaration/)]);
    expect(live.writes).toEqual([]);

    await live.stop();
    live = await world.start();
    await live.scan();
    expect(live.status.source.errors).toEqual([expect.stringMatching(/^a\.yaml.*ConflictingDeclaration/)]);
    expect(live.writes).toEqual([]);
    expect(live.row("default/Stream/Words")).toMatchObject({ source: { file: "b.yaml" } });

    await world.write({ "b.yaml": reader });
    await live.read();
    await live.scan();
    expect(live.writes).toEqual(["kinesis:IncreaseStreamRetentionPeriod"]);
    expect(live.row("default/Stream/Words")).toMatchObject({ source: { file: "a.yaml" } });
    expect(live.status.source).toMatchObject({ state: "ok", errors: [] });
  });
});

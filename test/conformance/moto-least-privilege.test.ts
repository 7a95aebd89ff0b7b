import { CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DeleteRoleCommand } from "@aws-sdk/client-iam";
import { CreateStreamCommand } from "@aws-sdk/client-kinesis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RightsPolicy, rightsPolicy } from "../../src/core/rights-policy.ts";
import { defaultLeaseMs } from "../../src/store/lease-timing.ts";
import { type Somebody, somebody } from "../support/foreign-changes.ts";
import { liveOut, operate, publishAndTrack, type StoryWorld } from "../support/granted-lifecycle.ts";
import { grantedTo, makeTheirs, type Session, sessionWith, storyPlace } from "../support/granted-world.ts";
import { startEnforcingMoto } from "../support/moto-enforcing.ts";
import { motoPolicy } from "../support/moto-policies.ts";

const everything = rightsPolicy([{ actions: ["*:*"], on: "any" }], storyPlace);

describe("the generated policies, enforced by moto", () => {
  let moto: Awaited<ReturnType<typeof startEnforcingMoto>>;
  let root: Somebody;
  let world: StoryWorld;
  const sessions = new Map<string, Session>();
  const as = (name: string): Session => {
    const found = sessions.get(name);
    if (found === undefined) throw new Error(`nobody is ${name}`);
    return found;
  };
  const open = async (name: string, policies: ReadonlyMap<string, RightsPolicy>) => {
    const weighed = [...policies].map(([each, policy]) => [each, motoPolicy(policy)] as const);
    using admin = somebody(moto.endpoint);
    sessions.set(name, await sessionWith(admin, moto.endpoint, name, new Map(weighed)));
  };

  beforeAll(async () => {
    moto = await startEnforcingMoto(storyPlace.accountId);
    await open("root", new Map([["everything", everything]]));
    await open(
      "controller",
      grantedTo("controller-state", "controller-observe", "controller-apply", "controller-roles"),
    );
    await open("operator", grantedTo("operator"));
    await open("publisher", grantedTo("publisher-tracker"));
    root = somebody(moto.endpoint, as("root"));
    world = {
      ...{ endpoint: moto.endpoint, by: root, stored: await makeTheirs(root) },
      ...{ limits: { groupKeys: false }, leaseMs: defaultLeaseMs },
    };
    await moto.enforce();
  });
  afterAll(async () => {
    root[Symbol.dispose]();
    await moto.stop();
  });

  it("are enough to make, put right, change, adopt, prune, operate, publish and track", async () => {
    const summaries: string[] = [];

    await liveOut(world, as("controller"), async () => {
      await operate(world, as("operator"));
      const { tracking_summary } = await publishAndTrack(world, as("publisher"));
      summaries.push(String(tracking_summary.last_received_event));
    });

    expect(summaries).toEqual(["Events"]);
  });

  it.each(["operator", "publisher"])("let no %s change anything in AWS", async (name) => {
    using by = somebody(moto.endpoint, as(name));
    const stream = new CreateStreamCommand({ StreamName: "t-More", ShardCount: 1 });
    const group = new CreateLogGroupCommand({ logGroupName: "t-more" });
    const role = new DeleteRoleCommand({ RoleName: "forwarder" });

    // As XML, whatever the service speaks: the SDK cannot read why.
    const refused = { $metadata: { httpStatusCode: 403 } };
    await expect(by.kinesis.send(stream)).rejects.toMatchObject(refused);
    await expect(by.logs.send(group)).rejects.toMatchObject(refused);
    await expect(by.iam.send(role)).rejects.toMatchObject(refused);
  });
});

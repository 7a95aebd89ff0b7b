import { describe, expect, it } from "vitest";
import { createLogs } from "../../../../src/local/logs/create-logs.ts";
import { openStorage } from "../../../../src/local/storage.ts";
import { callerOf } from "../../../support/made-up-call.ts";
import { createManualClock } from "../../../support/manual-clock.ts";

const roleArn = "arn:aws:iam::000000000000:role/runner";
const target = { region: "us-east-1", group: "/g", stream: "s", roleArn };
const groupArn = "arn:aws:logs:us-east-1:000000000000:log-group:/g:log-stream:";

/** Logs for functions that may do the given actions. */
async function setUp(granted: readonly string[], { made = true } = {}) {
  const clock = createManualClock();
  const asked: string[] = [];
  const permissions = {
    allows: (role: string, { action, resource }: { action: string; resource: string }) => {
      asked.push(`${role} ${action} ${resource}`);
      return granted.includes(action.replace("logs:", ""));
    },
  };
  const storage = await openStorage(undefined);
  const logs = await createLogs({ storage, clock, accountId: "000000000000", permissions });
  const call = callerOf(logs.service);
  if (made) await call("CreateLogGroup", { logGroupName: "/g" });
  const line = { timestamp: clock.now(), message: "line" };
  const lines = async () => (await call("FilterLogEvents", { logGroupName: "/g" }))["events"];
  return { append: () => logs.sink.append(target, [line]), asked, call, lines };
}

describe("what a function logs", () => {
  it("is written with its role, asked for its own stream", async () => {
    const { append, asked, lines } = await setUp(["CreateLogStream", "PutLogEvents"]);

    await append();
    await append();

    expect(await lines()).toHaveLength(2);
    expect(asked).toEqual([
      `${roleArn} logs:CreateLogStream ${groupArn}s`,
      `${roleArn} logs:PutLogEvents ${groupArn}s`,
      `${roleArn} logs:PutLogEvents ${groupArn}s`,
    ]);
  });

  it.each([{ granted: ["PutLogEvents"] }, { granted: ["CreateLogStream"] }])(
    "is lost without a word if its role may only $granted",
    async ({ granted }) => {
      const { append, lines } = await setUp(granted);

      await append();

      expect(await lines()).toEqual([]);
    },
  );

  it("makes its group only if its role may", async () => {
    const refused = await setUp(["CreateLogStream", "PutLogEvents"], { made: false });
    const granted = await setUp(["CreateLogGroup", "CreateLogStream", "PutLogEvents"], { made: false });

    await refused.append();
    await granted.append();

    expect(refused.asked).toEqual([`${roleArn} logs:CreateLogGroup ${groupArn}`]);
    expect(await refused.call("DescribeLogGroups", {})).toMatchObject({ logGroups: [] });
    expect(await granted.lines()).toHaveLength(1);
  });
});

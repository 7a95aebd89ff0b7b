import { describe, expect, it } from "vitest";
import type { JsonObject, QueryService } from "../../../../src/local/service.ts";
import { openStorage } from "../../../../src/local/storage.ts";
import { openSessions } from "../../../../src/local/sts/sessions.ts";
import { createSts } from "../../../../src/local/sts/sts.ts";
import { createManualClock } from "../../../support/manual-clock.ts";

const RoleArn = "arn:aws:iam::000000000000:role/team/builder";
const RoleSessionName = "me";

async function setUp() {
  const clock = createManualClock();
  const sessions = await openSessions(await openStorage(undefined), clock);
  const roles = { roleIdOf: async (arn: string) => (arn === RoleArn ? "AROA1" : undefined) };
  const { service } = createSts({ sessions, clock, roles });
  const call = async (operation: string, input: JsonObject, accessKeyId = "test") => {
    const run = (service as QueryService).operations[operation];
    const identity = { region: "us-east-1", accountId: "000000000000", accessKeyId, requestId: "r" };
    return await run?.({ ...identity, operation, input, signal: new AbortController().signal });
  };
  const assume = async (input: JsonObject = {}) => {
    const output = await call("AssumeRole", { RoleArn, RoleSessionName, ...input });
    return output?.["Credentials"] as { readonly AccessKeyId: string; readonly Expiration: string };
  };
  return { clock, sessions, call, assume };
}

describe("STS", () => {
  it("knows its temporary credentials, and when they expire", async () => {
    const { clock, sessions, call, assume } = await setUp();
    const { AccessKeyId, Expiration } = await assume({ DurationSeconds: "900" });

    expect(Expiration).toBe(new Date(clock.now() + 900_000).toISOString());
    expect(await call("GetCallerIdentity", {}, AccessKeyId)).toEqual({
      UserId: "AROA1:me",
      Account: "000000000000",
      Arn: "arn:aws:sts::000000000000:assumed-role/builder/me",
    });
    expect(sessions.of(AccessKeyId)).toMatchObject({
      roleArn: RoleArn,
      expiresAt: clock.now() + 900_000,
    });
  });

  it("hands out different credentials each time", async () => {
    const { assume } = await setUp();

    const [one, two] = [await assume(), await assume()];

    expect(one.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(one.AccessKeyId).not.toBe(two.AccessKeyId);
  });

  it.each([
    { reason: "no such role", input: { RoleArn: `${RoleArn}s` }, code: "AccessDenied" },
    { reason: "too short a session", input: { DurationSeconds: 899 }, code: "ValidationError" },
    { reason: "a bad session name", input: { RoleSessionName: "a b" }, code: "ValidationError" },
    {
      reason: "a session policy, which nothing would enforce",
      input: { Policy: "{}" },
      code: "ValidationError",
    },
  ])("refuses AssumeRole: $reason", async ({ input, code }) => {
    const { assume } = await setUp();

    await expect(assume(input)).rejects.toMatchObject({ code });
  });
});

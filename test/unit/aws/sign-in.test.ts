import { describe, expect, it } from "vitest";
import type { Call } from "../../../src/aws/call.ts";
import { createSignIn } from "../../../src/aws/sign-in.ts";
import { FakeClock } from "../../support/fake-clock.ts";

const role = "arn:aws:iam::111111111111:role/deployer";
const hourMs = 3_600_000;

function setUp(assumeRoleArn?: string) {
  const clock = new FakeClock(0);
  const calls: string[] = [];
  let account: string | undefined = "111111111111";
  const answers: Readonly<Record<string, () => object>> = {
    "sts:GetCallerIdentity": () => ({ Account: account, Arn: `arn:aws:iam::${account}:root` }),
    "sts:AssumeRole": () => ({
      Credentials: {
        AccessKeyId: `ASIA${clock.now()}`,
        SecretAccessKey: "s",
        SessionToken: "t",
        Expiration: new Date(clock.now() + hourMs),
      },
    }),
  };
  let problem: Error | undefined;
  const call = (async (name: string) => {
    calls.push(name);
    if (problem !== undefined) throw problem;
    return answers[name]?.();
  }) as Call;
  const signIn = createSignIn({
    config: { region: "eu-west-1" },
    credentials: { accessKeyId: "AKIA", secretAccessKey: "s" },
    sessionName: "test",
    call,
    clock,
    ...(assumeRoleArn !== undefined && { assumeRoleArn }),
  });
  const become = (other: string | undefined) => {
    account = other;
  };
  const fail = (error: Error) => {
    problem = error;
  };
  return { calls, clock, signIn, become, fail };
}

describe("a sign-in", () => {
  it("does not go on without an account", async () => {
    const { signIn, become } = setUp();
    become(undefined);

    await expect(signIn.caller()).rejects.toThrow("without an account");
  });

  it("asks once whose the credentials are, however many clients use them", async () => {
    const { calls, signIn } = setUp();

    expect(await signIn.caller()).toEqual({
      accountId: "111111111111",
      arn: "arn:aws:iam::111111111111:root",
    });
    signIn.pin("111111111111");
    await Promise.all([signIn.pinned(), signIn.pinned(), signIn.caller()]);

    expect(calls).toEqual(["sts:GetCallerIdentity"]);
  });

  it("assumes its role once an hour for all clients, and asks whose the new credentials are before they are used", async () => {
    const { calls, clock, signIn } = setUp(role);
    await signIn.caller();
    signIn.pin("111111111111");
    calls.length = 0;

    await clock.advance(hourMs - 300_000);
    const given = await Promise.all([signIn.pinned(), signIn.pinned(), signIn.pinned()]);

    expect(new Set(given.map(({ accessKeyId }) => accessKeyId)).size).toBe(1);
    expect(calls).toEqual(["sts:AssumeRole", "sts:GetCallerIdentity"]);
  });

  it("gives out no credentials of another account, whatever the chain comes up with", async () => {
    const { clock, signIn, become } = setUp(role);
    await signIn.caller();
    signIn.pin("111111111111");
    become("222222222222");
    expect((await signIn.pinned()).accessKeyId).toBe("ASIA0");

    await clock.advance(hourMs - 300_000);

    await expect(signIn.pinned()).rejects.toMatchObject({
      disposition: { kind: "credentials", reason: "WrongAccount" },
      message: expect.stringMatching(/222222222222.*111111111111/),
    });
    become("111111111111");
    signIn.renew();
    expect((await signIn.pinned()).sessionToken).toBe("t");
  });

  it("takes whatever keeps it from credentials for a matter of credentials, not of the call", async () => {
    const { signIn, clock, fail } = setUp(role);
    await signIn.caller();
    signIn.pin("111111111111");
    await clock.advance(hourMs);
    fail(Object.assign(new Error("no answer"), { name: "TimeoutError" }));

    await expect(signIn.pinned()).rejects.toMatchObject({
      call: "sts:GetCallerIdentity",
      disposition: { kind: "credentials", reason: "NoCredentials" },
      message: "sts:GetCallerIdentity: TimeoutError: no answer",
    });
  });

  it("takes any credentials where no account is meant", async () => {
    const { calls, signIn } = setUp();

    await signIn.pinned();

    expect(calls).toEqual([]);
  });

  it("says when a role gives none", async () => {
    const call = (async () => ({})) as unknown as Call;
    const options = { config: { region: "eu-west-1" }, sessionName: "test", assumeRoleArn: role, call };
    const credentials = { accessKeyId: "AKIA", secretAccessKey: "s" };
    const signIn = createSignIn({ ...options, credentials, clock: new FakeClock(0) });

    await expect(signIn.any()).rejects.toThrow(`assuming ${role} gave no credentials`);
  });
});

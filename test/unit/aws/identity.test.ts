import { describe, expect, it } from "vitest";
import type { Clients } from "../../../src/aws/clients.ts";
import { NoRegionError, resolveTarget, WrongAccountError } from "../../../src/aws/identity.ts";
import type { Caller } from "../../../src/aws/sign-in.ts";

function setUp(answer: Caller | Error, region: string | Error = "eu-west-1") {
  const reject = <T>(value: T | Error) =>
    value instanceof Error ? Promise.reject(value) : Promise.resolve(value);
  const sts = { config: { region: () => reject(region) } };
  const clients = { sts: async () => sts } as unknown as Clients;
  const resolve = (accountId?: string) =>
    resolveTarget({
      instance: "test",
      environment: "blue",
      ...(accountId !== undefined && { accountId }),
      clients,
      signIn: { caller: () => reject(answer) },
    });
  return { resolve };
}

const caller = { accountId: "123456789012", arn: "arn:aws-us-gov:sts::123456789012:assumed-role/ops/me" };

describe("identity", () => {
  it("tells account, region and partition", async () => {
    const { resolve } = setUp(caller);

    expect(await resolve("123456789012")).toEqual({
      instance: "test",
      accountId: "123456789012",
      region: "eu-west-1",
      partition: "aws-us-gov",
    });
  });

  it("refuses any account but the one meant", async () => {
    const { resolve } = setUp(caller);

    await expect(resolve("999999999999")).rejects.toThrow(WrongAccountError);
    await expect(resolve("999999999999")).rejects.toThrow(/blue.*999999999999.*123456789012/);
  });

  it("says when no region is known", async () => {
    await expect(setUp(caller, new Error("Region is missing")).resolve()).rejects.toThrow(NoRegionError);
  });

  it("says what is wrong with the credentials", async () => {
    await expect(setUp(new Error("they are refused")).resolve()).rejects.toThrow("they are refused");
  });
});

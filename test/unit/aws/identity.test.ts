import { describe, expect, it } from "vitest";
import type { CallRecord } from "../../../src/aws/call.ts";
import type { Clients } from "../../../src/aws/clients.ts";
import { NoRegionError, resolveTarget, WrongAccountError } from "../../../src/aws/identity.ts";

function setUp(answer: object | Error, region: string | Error = "eu-west-1") {
  const reject = <T>(value: T | Error) =>
    value instanceof Error ? Promise.reject(value) : Promise.resolve(value);
  const sts = { config: { region: () => reject(region) }, send: () => reject(answer) };
  const records: CallRecord[] = [];
  const clients = { sts: async () => sts } as unknown as Clients;
  const resolve = (accountId?: string) =>
    resolveTarget({
      instance: "test",
      environment: "blue",
      ...(accountId !== undefined && { accountId }),
      clients,
      onCall: (record) => records.push(record),
    });
  return { resolve, records };
}

const caller = { Account: "123456789012", Arn: "arn:aws-us-gov:sts::123456789012:assumed-role/ops/me" };

describe("identity", () => {
  it("tells account, region and partition with one call", async () => {
    const { resolve, records } = setUp(caller);

    expect(await resolve("123456789012")).toEqual({
      instance: "test",
      accountId: "123456789012",
      region: "eu-west-1",
      partition: "aws-us-gov",
    });
    expect(records).toEqual([
      { service: "sts", operation: "GetCallerIdentity", mutating: false, outcome: "ok" },
    ]);
  });

  it("refuses any account but the one meant", async () => {
    const { resolve } = setUp(caller);

    await expect(resolve("999999999999")).rejects.toThrow(WrongAccountError);
    await expect(resolve("999999999999")).rejects.toThrow(/blue.*999999999999.*123456789012/);
  });

  it("says when no region is known", async () => {
    await expect(setUp(caller, new Error("Region is missing")).resolve()).rejects.toThrow(NoRegionError);
  });

  it("classifies refused credentials", async () => {
    const { resolve, records } = setUp(Object.assign(new Error("no"), { name: "InvalidClientTokenId" }));

    await expect(resolve()).rejects.toMatchObject({
      disposition: { kind: "credentials", reason: "CredentialsRefused" },
    });
    expect(records).toHaveLength(1);
  });

  it("does not go on without an account", async () => {
    await expect(setUp({}).resolve()).rejects.toThrow("without an account");
  });
});

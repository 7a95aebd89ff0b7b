import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../../src/core/plan.ts";
import { fieldsOfKinds } from "../../../src/kinds/fields.ts";
import { desireFunction } from "../../../src/kinds/function/desired.ts";
import { configurationFields } from "../../../src/kinds/function/diff.ts";
import { toFunctionFields } from "../../../src/kinds/function/normalise.ts";
import { toSettings as toFunctionSettings } from "../../../src/kinds/function/settings.ts";
import { desireSubscription } from "../../../src/kinds/subscription/desired.ts";
import { settingFields } from "../../../src/kinds/subscription/diff.ts";
import { toSubscriptionFields } from "../../../src/kinds/subscription/normalise.ts";
import { toSettings as toMappingSettings } from "../../../src/kinds/subscription/settings.ts";
import { makeFunction, makeSubscription, planContext, testTarget } from "../../support/made-resources.ts";

/** `TracingConfig.Mode` of a request. */
function memberOf(request: unknown, member: string): unknown {
  return member
    .split(".")
    .reduce((at: unknown, name) => (at as Record<string, unknown> | undefined)?.[name], request);
}

const bareFunction = desireFunction(makeFunction(), planContext());
const bareMapping = desireSubscription(makeSubscription({ spec: { enabled: true } }), testTarget);

describe("what a row declares", () => {
  it.each(configurationFields)("of a function's $path is the member that is sent", ({ path, aws }) => {
    const sent = toFunctionSettings(bareFunction, [path]);

    expect(memberOf(sent, aws.update[0]?.member ?? "")).toBeDefined();
  });

  it.each(settingFields)("of a mapping's $path is the member that is sent", ({ path, aws }) => {
    const sent = toMappingSettings(bareMapping, [path]);

    expect(memberOf(sent, aws.update[0]?.member ?? "")).toBeDefined();
  });

  it("of what AWS gives by default is what an answer without it is read as", () => {
    const found: Readonly<Record<string, Readonly<Record<string, JsonValue | undefined>>>> = {
      Function: toFunctionFields({ FunctionName: "<function>" }, {}),
      Subscription: toSubscriptionFields({ State: "Enabled" }, {}),
    };

    for (const kind of ["Function", "Subscription"] as const) {
      const declared = fieldsOfKinds[kind].filter(({ aws }) => aws.byDefault !== undefined);
      expect(declared.map(({ path }) => [path, found[kind]?.[path]])).toEqual(
        declared.map(({ path, aws }) => [path, aws.byDefault]),
      );
    }
  });

  it.each(Object.entries(fieldsOfKinds))("of a %s names calls of the service that has it", (_, fields) => {
    const calls = fields.flatMap(({ aws }) => [aws.create, ...aws.update, ...(aws.reset ? [aws.reset] : [])]);

    for (const { call, member } of calls) {
      expect(call).toMatch(/^(iam|kinesis|lambda|logs):[A-Z][A-Za-z]+$/);
      expect(member).not.toBe("");
    }
  });
});

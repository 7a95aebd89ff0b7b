import { describe, expect, it } from "vitest";
import { primitiveKinds, type Resource, type Tags } from "../../src/api/resource.ts";
import type { State } from "../../src/core/diff.ts";
import { ownerTags } from "../../src/core/ownership.ts";
import type { JsonValue } from "../../src/core/plan.ts";
import { callsOf } from "../../src/core/rights.ts";
import { byKey, makeOfEach, planContext, testTarget } from "../support/made-resources.ts";
import { ownershipBy, planningKinds } from "../support/planned-kinds.ts";
import { observationOf, realise } from "../support/realise.ts";

const kinds = planningKinds();
const context = planContext();
const everyKind = makeOfEach().map((resource) => ({
  name: resource.kind,
  resource,
  kind: kinds[resource.kind],
}));

/** Another value than the declared one, for every field of every table, and the calls that put it right. */
const elsewhere: Readonly<
  Record<string, Readonly<Record<string, { found: JsonValue | undefined; calls: readonly string[] }>>>
> = {
  Role: {
    assumeRolePolicy: {
      found: { Version: "2012-10-17", Statement: [] },
      calls: ["iam:UpdateAssumeRolePolicy"],
    },
    permissionsBoundary: { found: "arn:aws:iam::aws:policy/B", calls: ["iam:DeleteRolePermissionsBoundary"] },
    managedPolicyArns: { found: ["arn:aws:iam::aws:policy/P"], calls: ["iam:DetachRolePolicy"] },
    inlinePolicies: { found: { other: {} }, calls: ["iam:PutRolePolicy", "iam:DeleteRolePolicy"] },
    tags: { found: {}, calls: ["iam:TagRole"] },
  },
  LogGroup: {
    retentionDays: { found: 7, calls: ["logs:DeleteRetentionPolicy"] },
    kmsKeyArn: { found: "arn:key", calls: ["logs:DisassociateKmsKey"] },
    destination: { found: { arn: "arn:d", filterPattern: "" }, calls: [] },
    tags: { found: {}, calls: ["logs:TagResource"] },
  },
  Stream: {
    mode: { found: "onDemand", calls: ["kinesis:UpdateStreamMode"] },
    shards: { found: 2, calls: ["kinesis:UpdateShardCount"] },
    retentionHours: { found: 48, calls: ["kinesis:DecreaseStreamRetentionPeriod"] },
    encryptionKeyId: { found: "alias/aws/kinesis", calls: ["kinesis:StopStreamEncryption"] },
    tags: { found: {}, calls: ["kinesis:AddTagsToStream"] },
  },
  Function: {
    ...Object.fromEntries(
      Object.entries({
        handler: "other.handler",
        runtime: "nodejs20.x",
        description: "other",
        timeoutSeconds: 900,
        memoryMb: 1024,
        ephemeralStorageMb: 1024,
        environment: { OLD: "1" },
        layers: ["arn:layer:1"],
        vpc: { subnetIds: ["s"], securityGroupIds: ["g"] },
        role: "arn:other",
        tracing: "Active",
        logFormat: "JSON",
        logGroup: "/other",
      }).map(([path, found]) => [path, { found, calls: ["lambda:UpdateFunctionConfiguration"] }]),
    ),
    source: { found: "sha-0", calls: ["lambda:UpdateFunctionCode"] },
    architecture: { found: "arm64", calls: ["lambda:UpdateFunctionCode"] },
    reservedConcurrency: { found: 5, calls: [] },
    tags: { found: {}, calls: ["lambda:TagResource"] },
  },
  Subscription: {
    ...Object.fromEntries(
      Object.entries({
        batchSize: 1,
        batchWindowSeconds: 5,
        parallelizationFactor: 2,
        maxRetryAttempts: 3,
        maxRecordAgeSeconds: 60,
        bisectOnError: true,
        reportBatchItemFailures: true,
        filter: [{ data: { a: [1] } }],
        onFailureArn: "arn:queue",
      }).map(([path, found]) => [path, { found, calls: ["lambda:UpdateEventSourceMapping"] }]),
    ),
    enabled: { found: false, calls: [] },
    startingPosition: { found: "LATEST", calls: [] },
    tags: { found: {}, calls: ["lambda:TagResource"] },
  },
};

/** A declared value for every optional field. */
const optionalValues: Readonly<Record<string, JsonValue>> = {
  destination: { arn: "arn:d", filterPattern: "" },
  reservedConcurrency: 5,
  enabled: false,
};

function settledFields(resource: Resource): State {
  const kind = kinds[resource.kind];
  const created = realise(
    resource,
    { kind: "absent" },
    kind.plan(resource, { kind: "absent" }, context).steps,
  );
  return created.kind === "present" ? (created.state.fields as State) : {};
}

describe("the registry", () => {
  it("has every kind under its own name", () => {
    expect(Object.keys(kinds)).toEqual([...primitiveKinds]);
    expect(Object.values(kinds).map(({ name }) => name)).toEqual([...primitiveKinds]);
  });

  it("has kinds that take only their own resources", () => {
    const [role, group] = makeOfEach();

    expect(() => group && kinds.Role.plan(group, { kind: "absent" }, context)).toThrow("is no Role");
    expect(() => role && kinds.Stream.dependencies(role)).toThrow("is no Stream");
  });

  it("has kinds that depend only on kinds before them, and on what is declared", () => {
    const declared = byKey(makeOfEach());

    for (const { resource, kind, name } of everyKind) {
      for (const { key } of kind.dependencies(resource)) {
        expect(declared.has(key)).toBe(true);
        const [, needed] = key.split("/");
        expect(primitiveKinds.indexOf(needed as never)).toBeLessThan(primitiveKinds.indexOf(name));
      }
    }
  });
});

describe.each(everyKind)("$name", ({ resource, kind, name }) => {
  it("absent is created, with the owner's tags in the call itself", () => {
    const { verdict, steps } = kind.plan(resource, { kind: "absent" }, context);

    expect(verdict).toEqual({ kind: "create" });
    expect(steps[0]).toMatchObject({ key: resource.key, stage: 0 });
    expect(steps[0]?.call).toMatch(/:Create/);
    expect(JSON.stringify(steps[0]?.action)).toContain(`"xflow.dev/instance":"${testTarget.instance}"`);
    expect(JSON.stringify(steps[0]?.action)).toContain(`"xflow.dev/resource":"${resource.key}"`);
  });

  it("present and equal is in sync", () => {
    const found = observationOf(settledFields(resource));

    expect(kind.plan(resource, found, context)).toMatchObject({
      verdict: { kind: "in-sync" },
      steps: [],
      warnings: [],
    });
  });

  it("has a case here for every field of its table", () => {
    expect(Object.keys(elsewhere[name] ?? {}).sort()).toEqual(kind.fields.map(({ path }) => path).sort());
  });

  it.each(Object.entries(elsewhere[name] ?? {}))(
    "puts %s right with exactly the calls it needs",
    (path, wrong) => {
      const fields = { ...settledFields(resource), [path]: wrong.found };
      const found = observationOf(fields, ownershipBy("ours", resource));

      const plan = kind.plan(resource, found, context);
      const after = realise(resource, found, plan.steps);

      expect(plan.steps.map(({ call }) => call)).toEqual(wrong.calls);
      expect(
        plan.steps.flatMap(({ changes }) => changes).every((change) => change.path.startsWith(path)),
      ).toBe(true);
      expect(kind.plan(resource, after, context).steps).toEqual([]);
    },
  );

  it.each(Object.entries(elsewhere[name] ?? {}))("tells of %s as a difference", (path, wrong) => {
    const fields = { ...settledFields(resource), [path]: wrong.found };
    const field = kind.fields.find((one) => one.path === path);

    const plan = kind.plan(resource, observationOf(fields, ownershipBy("ours", resource)), context);

    const acted = plan.steps.flatMap(({ changes }) => changes);
    const left = plan.differences.filter((difference) => difference.left);
    expect(new Set(plan.differences.filter((difference) => !difference.left))).toEqual(new Set(acted));
    expect(left.map((difference) => difference.path)).toEqual(field?.optional?.isBrake ? [path] : []);
    if (field?.immutable) expect(plan.warnings).toEqual([expect.stringContaining(path)]);
  });

  it("resets optional fields that left the declaration, and names them while they are in it", () => {
    for (const { path, optional } of kind.fields.filter((field) => field.optional)) {
      const value = optionalValues[path];
      const declared = { ...resource, spec: { ...resource.spec, [path]: value } } as Resource;
      const applied = { isCurrent: false, tagKeys: [], fields: kind.managedFields(declared) };
      const found = observationOf({ ...settledFields(resource), [path]: value });

      const plan = kind.plan(resource, found, { ...context, applied });

      expect(applied.fields).toEqual([path]);
      expect(kind.managedFields(resource)).toEqual([]);
      expect(plan.differences).toEqual([{ path, from: value, to: optional?.unset }]);
      expect(plan.steps).toHaveLength(1);
      expect(callsOf(kind.rights.write)).toContain(plan.steps[0]?.call);
      expect(kind.plan(resource, realise(resource, found, plan.steps), context).differences).toEqual([]);
    }
  });

  it("takes off tags that left the declaration, and only those", () => {
    const declared = { ...resource, spec: { ...resource.spec, tags: { team: "x" } } } as Resource;
    const fields = settledFields(declared);
    const found = observationOf({ ...fields, tags: { ...(fields["tags"] as Tags), cost: "42" } });
    const tagKeys = ["team", "xflow.dev/instance", "xflow.dev/resource"];
    const applied = { isCurrent: false, tagKeys, fields: [] };

    const plan = kind.plan(resource, found, { ...context, applied });
    const after = realise(resource, found, plan.steps);

    expect(plan.differences).toEqual([{ path: "tags.team", from: "x", to: undefined }]);
    expect(plan.steps).toHaveLength(1);
    expect(callsOf(kind.rights.write)).toContain(plan.steps[0]?.call);
    const { tags } = after.kind === "present" ? after.state.fields : {};
    expect(tags).toEqual({
      ...ownerTags({ instance: testTarget.instance, resource: resource.key }),
      cost: "42",
    });
    const ignoring = { ...resource, policy: { ...resource.policy, ignore: ["tags.team"] } } as Resource;
    expect(kind.plan(ignoring, found, { ...context, applied }).differences).toEqual([]);
  });

  it("knows how it is found again, in JSON and without its declaration", () => {
    const identity = kind.identityOf(resource);

    expect(JSON.parse(JSON.stringify(identity))).toEqual(identity);
    expect(identity.awsName).toBe(resource.awsName);
  });

  it.each(Object.entries(elsewhere[name] ?? {}).filter(([path]) => path !== "tags"))(
    "leaves %s alone when the policy ignores it",
    (path, wrong) => {
      const ignoring = { ...resource, policy: { ...resource.policy, ignore: [path] } } as Resource;
      const found = observationOf(
        { ...settledFields(resource), [path]: wrong.found },
        ownershipBy("ours", resource),
      );

      expect(kind.plan(ignoring, found, context).steps).toEqual([]);
    },
  );

  it("leaves declared tags alone when the policy ignores them, but for the owner's", () => {
    const declared = { ...resource, spec: { ...resource.spec, tags: { team: "x" } } };
    const ignoring = { ...declared, policy: { ...resource.policy, ignore: ["tags"] } } as Resource;
    const plan = (tags: Tags) =>
      kind.plan(
        ignoring,
        observationOf({ ...settledFields(resource), tags }, ownershipBy("ours", resource)),
        context,
      );
    const owner = ownerTags({ instance: testTarget.instance, resource: resource.key });

    expect(plan({ ...owner, team: "y" }).steps).toEqual([]);
    const [tagging] = plan({ ...owner, team: "y", "xflow.dev/resource": "default/Role/old" }).steps;
    expect(tagging?.changes.map(({ path }) => path)).toEqual(["tags.xflow.dev/resource"]);
  });

  it.each(["unowned", "foreign"] as const)("does nothing to what is %s", (whose) => {
    const found = observationOf({ ...settledFields(resource), tags: {} }, ownershipBy(whose, resource));

    const plan = kind.plan(resource, found, context);

    expect(plan.steps).toEqual([]);
    expect(plan.verdict.kind).toBe(name === "Role" ? "use-as-is" : "refused");
  });

  it("adopts what nobody owns when told to, showing what it overwrites", () => {
    const adopting = { ...resource, policy: { ...resource.policy, adopt: "if-unowned" } } as Resource;
    const found = observationOf({ ...settledFields(resource), tags: {} }, { kind: "unowned" });

    const plan = kind.plan(adopting, found, context);

    if (name === "Role") expect(plan.verdict).toEqual({ kind: "use-as-is" });
    else {
      expect(plan.verdict).toEqual({ kind: "adopt" });
      expect(plan.steps[0]?.changes.map((change) => change.path)).toContain("tags.xflow.dev/instance");
    }
  });

  it("refuses on doubt", () => {
    const plan = kind.plan(resource, { kind: "unknown", reason: "the list was cut short" }, context);

    expect(plan).toMatchObject({ steps: [], verdict: { kind: "refused", reason: "Unknown" } });
  });

  it("waits with changes until AWS is done with the one before", () => {
    const found = observationOf({ ...settledFields(resource), tags: {} }, ownershipBy("ours", resource));
    const busy = { ...found, health: { kind: "progressing", reason: "busy", afterMs: 1 } } as const;

    const stages = kind.plan(resource, busy, context).steps.map(({ stage }) => stage);

    expect(Math.min(...stages)).toBeGreaterThan(0);
  });

  it("declares the right to every call it plans", () => {
    const wrong = Object.entries(elsewhere[name] ?? {}).map(([path, { found }]) => [path, found]);
    const found = observationOf(
      { ...settledFields(resource), ...Object.fromEntries(wrong) },
      ownershipBy("ours", resource),
    );
    const steps = [
      ...kind.plan(resource, { kind: "absent" }, context).steps,
      ...kind.plan(resource, found, context).steps,
    ];

    expect(callsOf(kind.rights.write)).toEqual(expect.arrayContaining(steps.map(({ call }) => call)));
  });

  it("plans the same twice, as JSON that says all there is", () => {
    const once = kind.plan(resource, { kind: "absent" }, context);

    expect(kind.plan(resource, { kind: "absent" }, context)).toEqual(once);
    expect(JSON.parse(JSON.stringify(once))).toEqual(once);
  });
});

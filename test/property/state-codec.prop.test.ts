import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { primitiveKinds, resourceKey } from "../../src/api/resource.ts";
import { conditionTypes } from "../../src/core/condition.ts";
import type { JsonValue } from "../../src/core/plan.ts";
import type { ResourceRow } from "../../src/core/resource-row.ts";
import type { Item } from "../../src/store/item.ts";
import { rowItem, rowOf } from "../../src/store/row-codec.ts";

const text = fc.string({ unit: "grapheme", maxLength: 12 });
const name = fc.string({ unit: fc.constantFrom(..."ab-_:.9"), minLength: 1, maxLength: 8 });
const count = fc.nat(1_000_000);
const time = fc.constant("2026-01-01T00:00:00.000Z");
const key = fc
  .tuple(name, fc.constantFrom(...primitiveKinds), name)
  .map(([environment, kind, own]) => resourceKey(environment, kind, own));
/** What AWS holds and manifests declare: no number of theirs needs more digits. */
const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.boolean(),
    fc.constant(null),
    fc.maxSafeInteger(),
    fc.integer({ min: -10_000, max: 10_000 }).map((value) => value / 100),
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(name, tie("json"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const texts = fc.dictionary(name, text, { maxKeys: 4, noNullPrototype: true });

const optional = {
  arn: text,
  specHash: text,
  sourceDigest: text,
  codeSha256: text,
  lastAppliedRevision: text,
  lastHandledRequest: text,
};

const row: fc.Arbitrary<ResourceRow> = fc
  .tuple(
    fc.record({
      key,
      kind: fc.constantFrom(...primitiveKinds),
      name,
      environment: name,
      labels: texts,
      state: fc.constantFrom("intent", "present", "deleting", "released"),
      generation: count,
      observedGeneration: count,
      conditions: fc.array(
        fc.record({
          type: fc.constantFrom(...conditionTypes),
          status: fc.constantFrom("True", "False", "Unknown"),
          reason: name,
          message: text,
          lastTransitionTime: time,
          observedGeneration: count,
        }),
        { maxLength: 3 },
      ),
      awsName: text,
      identity: fc.record({ awsName: text, streamName: name }, { requiredKeys: ["awsName"] }),
      place: fc.record(
        { accountId: name, region: name, assumeRoleArn: text },
        { requiredKeys: ["accountId", "region"] },
      ),
      desiredHash: text,
      hashVersion: count,
      managedTagKeys: fc.array(text, { maxLength: 3 }),
      managedFields: fc.array(text, { maxLength: 3 }),
      adopted: fc.boolean(),
    }),
    fc.record({
      policy: fc.record({
        drift: fc.constantFrom("correct", "report", "ignore"),
        deletion: fc.constantFrom("delete", "retain", "protect"),
        adopt: fc.constantFrom("never", "if-unowned", "force"),
        suspend: fc.boolean(),
        ignore: fc.array(text, { maxLength: 2 }),
      }),
      dependsOn: fc.array(key, { maxLength: 3 }),
      owners: fc.array(text, { maxLength: 3 }),
      source: fc.record({ file: text, line: count }),
      lastAttemptedRevision: text,
      drift: fc.array(
        fc.record(
          { path: text, was: json, is: json, sensitive: fc.constant(true as const), since: time },
          { requiredKeys: ["path", "since"] },
        ),
        { maxLength: 3 },
      ),
      corrections: fc.array(fc.record({ path: text, at: time }), { maxLength: 2 }),
      counters: fc.record({ reconciles: count, failures: count, driftCorrected: count }),
      updatedAt: time,
      epoch: count,
      version: count,
      schemaVersion: fc.constant(1),
    }),
    fc.record(optional, { requiredKeys: [] }),
  )
  .map((parts) => Object.assign({}, ...parts) as ResourceRow);

describe("a row's item", () => {
  it("is read back as the row it was made of, whatever is in it", () => {
    fc.assert(
      fc.property(row, (written) => {
        const wire = JSON.stringify(marshall(rowItem("i", written), { removeUndefinedValues: true }));

        expect(rowOf(unmarshall(JSON.parse(wire)))).toEqual(written);
      }),
    );
  });

  it("has no attribute for what is not set", () => {
    fc.assert(
      fc.property(row, fc.subarray(Object.keys(optional)), (written, unset) => {
        const blanks: Item = Object.fromEntries(unset.map((field) => [field, undefined]));

        const item = marshall(rowItem("i", { ...written, ...blanks }), { removeUndefinedValues: true });

        for (const field of unset) expect(item).not.toHaveProperty(field);
      }),
    );
  });
});

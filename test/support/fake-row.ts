import { type PrimitiveKind, resourceKey } from "../../src/api/resource.ts";
import { type ResourceRow, rowSchemaVersion } from "../../src/core/resource-row.ts";
import { place } from "./fake-prune.ts";

/** Of a resource that was applied whole an hour after the epoch, and is deleted once nobody declares it. */
export function fakeRow(
  kind: PrimitiveKind,
  name: string,
  also: Partial<ResourceRow> & { readonly deletion?: "delete" | "retain" | "protect" } = {},
): ResourceRow {
  const { deletion = "delete", ...fields } = also;
  return {
    key: resourceKey("default", kind, name),
    kind,
    name,
    environment: "default",
    labels: {},
    state: "present",
    generation: 1,
    observedGeneration: 1,
    conditions: [],
    awsName: name,
    identity: { awsName: name },
    place,
    specHash: "applied",
    desiredHash: "applied",
    hashVersion: 1,
    managedTagKeys: [],
    managedFields: [],
    adopted: false,
    policy: { drift: "correct", deletion, adopt: "never", suspend: false, ignore: [] },
    dependsOn: [],
    owners: ["flow.yaml"],
    source: { file: "flow.yaml", line: 1 },
    lastAttemptedRevision: "r1",
    drift: [],
    corrections: [],
    counters: { reconciles: 1, failures: 0, driftCorrected: 0 },
    updatedAt: "1970-01-01T00:00:00.000Z",
    epoch: 1,
    version: 1,
    schemaVersion: rowSchemaVersion,
    ...fields,
  };
}

import type { Policy } from "../../api/policy.ts";
import { type PrimitiveKind, primitiveKinds, type ResourceKey } from "../../api/resource.ts";
import type { Owned } from "../../core/kind.ts";
import { type Place, type ResourceRow, rowSchemaVersion } from "../../core/resource-row.ts";

/** Hashes of this version are of no rule: all that was known of the resource is lost but that it is ours. */
const noHashVersion = 0;

/** As when nobody says otherwise: losing these loses data. */
const keptKinds: readonly PrimitiveKind[] = ["Stream", "LogGroup"];

/** Whether the row was made from tags, and its resource has not been declared and reconciled since. */
export function isRebuilt(row: ResourceRow): boolean {
  return row.hashVersion === noHashVersion;
}

/** The row of something of ours that was found without one; undefined when its key is none of ours. */
export function rebuiltRow(
  owned: Owned,
  kind: PrimitiveKind,
  place: Place,
  nowMs: number,
): ResourceRow | undefined {
  const named = partsOf(owned.key);
  if (named === undefined || named.kind !== kind) return undefined;
  return {
    key: owned.key,
    ...named,
    labels: {},
    state: "present",
    generation: 1,
    observedGeneration: 0,
    conditions: [],
    awsName: owned.identity.awsName,
    arn: owned.arn,
    identity: owned.identity,
    place,
    desiredHash: "",
    hashVersion: noHashVersion,
    managedTagKeys: [],
    managedFields: [],
    adopted: false,
    policy: policyOf(kind),
    dependsOn: [],
    owners: [],
    source: { file: "", line: 0 },
    lastAttemptedRevision: "",
    drift: [],
    corrections: [],
    counters: { reconciles: 0, failures: 0, driftCorrected: 0 },
    updatedAt: new Date(nowMs).toISOString(),
    epoch: 0,
    version: 0,
    schemaVersion: rowSchemaVersion,
  };
}

function policyOf(kind: PrimitiveKind): Policy {
  const deletion = keptKinds.includes(kind) ? "retain" : "delete";
  return { drift: "correct", deletion, adopt: "never", suspend: false, ignore: [] };
}

function partsOf(key: ResourceKey): Pick<ResourceRow, "environment" | "kind" | "name"> | undefined {
  const [environment, word, ...rest] = key.split("/");
  const kind = primitiveKinds.find((known) => known === word);
  const name = rest.join("/");
  if (environment === undefined || environment === "" || kind === undefined || name === "") return undefined;
  return { environment, kind, name };
}

import type { Policy, PolicyManifest } from "../api/policy.ts";
import type { PrimitiveKind } from "../api/resource.ts";
import type { EnvironmentDefaults } from "./environments.ts";

/** Losing these loses data, so they stay unless somebody says otherwise. */
const keptKinds: readonly PrimitiveKind[] = ["Stream", "LogGroup"];

/** The policy of a resource that is itself declared: manifest, then environment, then the kind's default. */
export function resolvePolicy(
  kind: PrimitiveKind,
  declared: PolicyManifest | undefined,
  defaults: EnvironmentDefaults,
): Policy {
  const said = { ...defaults.policy, ...declared };
  const deletion = said.deletion ?? (keptKinds.includes(kind) ? "retain" : "delete");
  return {
    drift: said.drift ?? "correct",
    ...(said.drift === undefined && { driftOfBrakes: "report" as const }),
    deletion,
    ...adoptedDeletion(said.deletion ?? "retain", deletion),
    adopt: said.adopt ?? "never",
    suspend: said.suspend ?? false,
    ...(said.externalName === undefined ? {} : { externalName: said.externalName }),
    ignore: [...(said.ignore ?? [])].sort(),
  };
}

/**
 * The policy of what a declaration brings along: its own words, but for the name and the ignored fields, which
 * are about the one resource. Data that comes along is kept unless the environment says otherwise or it is protected.
 */
export function childPolicy(
  kind: PrimitiveKind,
  declared: PolicyManifest | undefined,
  defaults: EnvironmentDefaults,
): Policy {
  const { externalName: _name, ignore: _ignore, deletion, ...said } = declared ?? {};
  const carried = keptKinds.includes(kind) && deletion !== "protect" ? undefined : deletion;
  return resolvePolicy(kind, { ...said, ...(carried === undefined ? {} : { deletion: carried }) }, defaults);
}

function adoptedDeletion(adopted: Policy["deletion"], deletion: Policy["deletion"]) {
  return adopted === deletion ? {} : { deletionIfAdopted: adopted };
}

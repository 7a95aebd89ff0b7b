import type { Resource } from "../api/resource.ts";
import type { Observation } from "../core/observation.ts";
import type { ResourceRow } from "../core/resource-row.ts";
import type { EnginePorts } from "./ports.ts";
import { expectedCodeOf } from "./status/applied.ts";

/**
 * CodeSha256 that a function should have: that of the last deployment while its source is unchanged, so that a
 * new packager does not redeploy a fleet; else that of a package built now. A function that does not exist has
 * nothing to be compared with.
 * @throws what building the package throws
 */
export async function expectedCode(
  ports: Pick<EnginePorts, "measureCode">,
  resource: Resource,
  observation: Observation,
  row: ResourceRow | undefined,
): Promise<string | undefined> {
  if (resource.kind !== "Function" || observation.kind !== "present") return undefined;
  return expectedCodeOf(row, resource) ?? (await ports.measureCode(resource));
}

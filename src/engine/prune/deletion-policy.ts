import type { Policy } from "../../api/policy.ts";
import type { ResourceRow } from "../../core/resource-row.ts";

/** What happens to the resource now that nobody declares it: as last declared, which outlives the declaration. */
export function deletionOf({ policy, adopted }: ResourceRow): Policy["deletion"] {
  return adopted ? (policy.deletionIfAdopted ?? policy.deletion) : policy.deletion;
}

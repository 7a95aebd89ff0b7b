import { z } from "zod";
import { policyManifest } from "./policy.ts";

export const apiVersion = "xflow.dev/v1";

/** Labels select resources in `xflowctl -l`; they are not tags. */
export const labels = z
  .record(
    z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9._/-]{0,126}[A-Za-z0-9])?$/, "must be letters, digits or ._-/"),
    z.string().max(256),
  )
  .describe("For selecting with `xflowctl -l`; not AWS tags.");

/** What every manifest has around its spec. */
export function manifestOf<
  Kind extends string,
  Name extends z.ZodType,
  Spec extends z.ZodType,
  Policy extends z.ZodType = typeof policyManifest,
>(kind: Kind, name: Name, spec: Spec, policy?: Policy) {
  return z.strictObject({
    apiVersion: z.literal(apiVersion),
    kind: z.literal(kind),
    metadata: z.strictObject({ name, labels: labels.optional() }),
    spec,
    policy: ((policy ?? policyManifest) as Policy).optional(),
  });
}

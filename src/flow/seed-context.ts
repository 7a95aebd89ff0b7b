import type { Declaration } from "../api/declaration.ts";
import type { SeedFlow, SeedOverrides } from "../api/seed-flow.ts";

/** The original's. */
export const seedDefaults = { roleName: "lambda-execute", timeoutSeconds: 10 } as const;

/** The file's entries, and what the original's defaults and the environment variables add. */
export interface SeedContext {
  readonly seed: Declaration<SeedFlow>;
  readonly roleName: string;
  readonly timeoutSeconds: number;
  readonly vpc?: { subnetIds: string[]; securityGroupIds: string[] };
}

/** Environment variables win over the file, the file over the original's defaults. */
export function seedContext(seed: Declaration<SeedFlow>, overrides: SeedOverrides): SeedContext {
  const subnetIds = seed.body.aws?.subnet_ids ?? [];
  const securityGroupIds = seed.body.aws?.security_group_ids ?? [];
  return {
    seed,
    roleName: overrides.roleName ?? seed.body.aws?.lambda_execution_role_name ?? seedDefaults.roleName,
    timeoutSeconds:
      overrides.timeoutSeconds ?? seed.body.general?.lambda_timeout_time ?? seedDefaults.timeoutSeconds,
    ...(subnetIds.length === 0 ? {} : { vpc: { subnetIds, securityGroupIds } }),
  };
}

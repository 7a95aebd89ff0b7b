import { z } from "zod";

/** How a resource is treated, apart from what it is. Every field is resolved: manifest, environment, default. */
export interface Policy {
  /** What happens when AWS no longer matches what was last applied. */
  readonly drift: "correct" | "report" | "ignore";
  /** The same for operators' brakes (`enabled`, `reservedConcurrency`) when nobody said; absent: `drift`. */
  readonly driftOfBrakes?: "correct" | "report" | "ignore";
  /** What happens when the declaration is gone. */
  readonly deletion: "delete" | "retain" | "protect";
  /** The same for a resource that was adopted rather than created; absent: `deletion`. */
  readonly deletionIfAdopted?: "delete" | "retain" | "protect";
  /** Whether an existing resource without our tags may become ours; `force` takes it from another owner. */
  readonly adopt: "never" | "if-unowned" | "force";
  readonly suspend: boolean;
  /** The name in AWS, when it is not prefix + name. */
  readonly externalName?: string;
  /** Paths (`environment.LOG_LEVEL`, `memoryMb`) skipped in detection, diff and write alike. */
  readonly ignore: readonly string[];
}

const shared = {
  drift: z
    .enum(["correct", "report", "ignore"])
    .optional()
    .describe(
      "When AWS no longer matches what was applied: put it back, only tell, or do not look. Default: correct, but what operators set by hand to stop something (`enabled`, `reservedConcurrency`) is only told.",
    ),
  deletion: z
    .enum(["delete", "retain", "protect"])
    .optional()
    .describe(
      "When the declaration is gone. Default: Stream, LogGroup and anything adopted retain, others delete.",
    ),
  adopt: z
    .enum(["never", "if-unowned", "force"])
    .optional()
    .describe("Whether an existing AWS resource may become xflow's. `force` takes it from another owner."),
};

/** What an Environment may set for everything it governs. */
export const defaultPolicy = z.strictObject(shared);

/** `policy` of one manifest. */
export const policyManifest = z
  .strictObject({
    ...shared,
    suspend: z.boolean().optional().describe("Leave the resource alone until this is false again."),
    externalName: z
      .string()
      .min(1)
      .max(512)
      .optional()
      .describe("The name in AWS, when it is not prefix + name."),
    ignore: z
      .array(z.string().regex(/^[A-Za-z][^\s]*$/, "must be a path such as memoryMb or environment.LOG_LEVEL"))
      .optional()
      .describe("Fields somebody else manages: not compared, not written."),
  })
  .describe("How the resource is treated, apart from what it is.");

/** `policy` of what has no single name in AWS: subscriptions and workflows. */
export const namelessPolicy = policyManifest.omit({ externalName: true });

export type PolicyManifest = z.infer<typeof policyManifest>;

/** How a resource is treated, apart from what it is. Every field is resolved: manifest, environment, default. */
export interface Policy {
  /** What happens when AWS no longer matches what was last applied. */
  readonly drift: "correct" | "report" | "ignore";
  /** What happens when the declaration is gone. */
  readonly deletion: "delete" | "retain" | "protect";
  /** Whether an existing resource without our tags may become ours; `force` takes it from another owner. */
  readonly adopt: "never" | "if-unowned" | "force";
  readonly suspend: boolean;
  /** The name in AWS, when it is not prefix + name. */
  readonly externalName?: string;
  /** Paths (`environment.LOG_LEVEL`, `memoryMb`) skipped in detection, diff and write alike. */
  readonly ignore: readonly string[];
}

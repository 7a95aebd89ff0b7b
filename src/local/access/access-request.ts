/** One thing that somebody wants to do, as IAM's policies speak of it. */
export interface AccessRequest {
  /** `<service prefix>:<action>`, e.g. `lambda:CreateFunction`. */
  readonly action: string;
  /** An ARN; `*` of actions that are on no resource in particular. */
  readonly resource: string;
  /** What conditions may ask about. */
  readonly context?: AccessContext;
}

/** Condition keys, whose names are compared without regard to case, and their values; absent ones are unknown. */
export type AccessContext = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Looks a condition key up. @returns undefined for one that the request does not have */
export type ContextLookup = (key: string) => readonly string[] | undefined;

export function contextLookup(context: AccessContext): ContextLookup {
  const values = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(context)) {
    if (value !== undefined) values.set(key.toLowerCase(), typeof value === "string" ? [value] : value);
  }
  return (key) => values.get(key.toLowerCase());
}

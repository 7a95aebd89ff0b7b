/** One thing that somebody wants to do, as IAM's policies speak of it. */
export interface AccessRequest {
  /** `<service prefix>:<action>`, e.g. `lambda:CreateFunction`. */
  readonly action: string;
  /** An ARN; `*` of actions that are on no resource in particular. */
  readonly resource: string;
  /** What conditions may ask about. */
  readonly context?: AccessContext;
  /** The resource's tags, looked up when a condition asks for one; absent of what has none or is being made. */
  readonly resourceTags?: () => Readonly<Record<string, string>>;
}

/** Condition keys, whose names are compared without regard to case, and their values; absent ones are unknown. */
export type AccessContext = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Looks a condition key up. @returns undefined for one that the request does not have */
export type ContextLookup = (key: string) => readonly string[] | undefined;

export function contextLookup({
  context = {},
  resourceTags,
}: Omit<AccessRequest, "action" | "resource">): ContextLookup {
  const values = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(context)) {
    if (value !== undefined) values.set(key.toLowerCase(), typeof value === "string" ? [value] : value);
  }
  return (key) => {
    const tagKey = RESOURCE_TAG.exec(key)?.[1];
    return tagKey === undefined ? values.get(key.toLowerCase()) : taggedValue(resourceTags?.() ?? {}, tagKey);
  };
}

/** The general key, and the one that IAM has for its own. */
const RESOURCE_TAG = /^(?:aws|iam):ResourceTag\/(.+)$/i;

function taggedValue(tags: Readonly<Record<string, string>>, key: string): readonly string[] | undefined {
  const found = Object.entries(tags).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return found === undefined ? undefined : [found[1]];
}

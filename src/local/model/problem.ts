/** What AWS's model does not allow in a request. */
export interface Problem {
  /**
   * `type` cannot be parsed; `constraint` breaks a rule; `unknown` is a member the model does not have, which AWS
   * mostly ignores, and which is a mistake of the sender's all the same.
   */
  readonly kind: "type" | "constraint" | "unknown";
  /** As AWS writes it in messages, e.g. `records.1.member.partitionKey`; empty for the whole input. */
  readonly path: string;
  readonly text: string;
}

export function wrongType(path: string, text: string): Problem {
  return { kind: "type", path, text };
}

/** @param shown the value as the message quotes it */
export function brokenConstraint(path: string, shown: string, rule: string): Problem {
  return {
    kind: "constraint",
    path,
    text: `Value ${shown} at '${path}' failed to satisfy constraint: ${rule}`,
  };
}

export function unknownMember(path: string): Problem {
  return { kind: "unknown", path, text: `the model has no member '${path}'` };
}

/** A member's path below its structure's. */
export function memberPath(parent: string, name: string): string {
  const own = name.charAt(0).toLowerCase() + name.slice(1);
  return parent === "" ? own : `${parent}.${own}`;
}

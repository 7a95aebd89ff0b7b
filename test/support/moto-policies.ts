import type { PolicyStatement, RightsPolicy } from "../../src/core/rights-policy.ts";

/** moto takes a service for what signatures are scoped to. */
const signedAs: Readonly<Record<string, string>> = { tag: "tagging" };

/**
 * A policy as far as moto 5.2.1 can weigh it: by actions. It asks for `*`, whatever a call is on (but S3, by
 * bucket), and a statement with a condition refuses.
 */
export function motoPolicy({ Version, Statement }: RightsPolicy): RightsPolicy {
  return { Version, Statement: Statement.map(toActionsOnly) };
}

function toActionsOnly({ Sid, Effect, Action }: PolicyStatement): PolicyStatement {
  return { Sid, Effect, Action: Action.map(asSigned), Resource: "*" };
}

function asSigned(action: string): string {
  const [service = "", name] = action.split(":");
  return `${signedAs[service] ?? service}:${name}`;
}

import type { RightsPolicy } from "../../src/core/rights-policy.ts";
import type { AccessDecision } from "../../src/local/access/access-decision.ts";
import type { CallRecord } from "../../src/local/gateway/gateway.ts";
import { defaultLeaseMs } from "../../src/store/lease-timing.ts";
import { startEmbeddedAws } from "./embedded-aws.ts";
import { type Somebody, somebody } from "./foreign-changes.ts";
import type { ExampleWorld } from "./granted-lifecycle.ts";
import { grantedTo, makeTheirs, type Session, sessionWith } from "./granted-world.ts";

/** Who has which of the generated policies. */
export const grantedParts = {
  controller: grantedTo("controller-state", "controller-observe", "controller-apply", "controller-roles"),
  operator: grantedTo("operator"),
  publisher: grantedTo("publisher-tracker"),
} as const;
export type GrantedPart = keyof typeof grantedParts;

/** An embedded AWS with enforcement on, in which somebody has made the three roles. */
export interface GrantedStage extends AsyncDisposable {
  readonly endpoint: string;
  /** May do everything. */
  readonly root: Somebody;
  readonly world: ExampleWorld;
  readonly sessions: Readonly<Record<GrantedPart, Session>>;
}

export async function openGrantedStage(
  controller: ReadonlyMap<string, RightsPolicy> = grantedParts.controller,
  onDecision: (decision: AccessDecision) => void = () => undefined,
): Promise<GrantedStage> {
  const waiting = new Set<() => void>();
  const onCall = ({ operation }: CallRecord) => {
    if (operation !== "PutLogEvents") return;
    for (const wake of waiting) wake();
    waiting.clear();
  };
  const local = await startEmbeddedAws({ enforceIam: true, onDecision, onCall });
  const { endpoint } = local;
  const root = somebody(endpoint);
  const open = (name: GrantedPart, policies: ReadonlyMap<string, RightsPolicy>) =>
    sessionWith(root, endpoint, name, policies);
  return {
    ...{ endpoint, root },
    world: {
      ...{ endpoint, by: root, stored: await makeTheirs(root) },
      ...{ limits: { groupKeys: true }, leaseMs: defaultLeaseMs },
      nextLogs: () => new Promise((resolve) => waiting.add(resolve)),
    },
    sessions: {
      controller: await open("controller", controller),
      operator: await open("operator", grantedParts.operator),
      publisher: await open("publisher", grantedParts.publisher),
    },
    [Symbol.asyncDispose]: async () => {
      root[Symbol.dispose]();
      await local.stop();
    },
  };
}

/** The same policies, but that they do not allow one action. */
export function withoutAction(
  policies: ReadonlyMap<string, RightsPolicy>,
  action: string,
): ReadonlyMap<string, RightsPolicy> {
  const kept = [...policies].map(([name, { Version, Statement }]) => {
    const left = Statement.map((one) => ({ ...one, Action: one.Action.filter((each) => each !== action) }));
    return [name, { Version, Statement: left.filter(({ Action }) => Action.length > 0) }] as const;
  });
  return new Map(kept);
}

import { createRandom } from "./random.ts";

/** A fault to bring about. */
export interface FaultRule {
  /** The signature's service, e.g. `lambda`. */
  readonly service: string;
  /** As the API model names it; `*` is every operation of the service. */
  readonly operation: string;
  readonly effect: FaultEffect;
  /** `before`: the operation never runs. `after`: it runs, and the client is told that it failed. */
  readonly when: "before" | "after";
  /** How many calls fail, the first ones; undefined is without end. */
  readonly times?: number;
  /** Of each call, 0 to 1; default 1. */
  readonly probability?: number;
  /** Of the dice; default 1. The same seed and calls give the same faults. */
  readonly seed?: number;
}

export type FaultEffect =
  | {
      readonly kind: "error";
      readonly code: string;
      /** HTTP status. */
      readonly status: number;
      readonly message?: string;
      /** Further members of the error's body. */
      readonly details?: Readonly<Record<string, unknown>>;
    }
  /** The connection is cut without an answer. */
  | { readonly kind: "drop" };

/** What befalls one call. */
export type Fault = Pick<FaultRule, "effect" | "when">;

export interface Faults {
  /** From now on. Of several rules for one call the first that strikes counts. @returns what takes the rule back */
  inject(rule: FaultRule): () => void;
  /** Takes back every rule. */
  clear(): void;
  /** Decides a call's fate, once. */
  strike(service: string, operation: string): Fault | undefined;
}

/** @param check throws for a rule that must not be armed */
export function createFaults(
  rules: readonly FaultRule[] = [],
  check: (rule: FaultRule) => void = () => undefined,
): Faults {
  const armed = new Set<ArmedRule>();
  const inject = (rule: FaultRule) => {
    check(rule);
    const one = { rule, left: rule.times ?? Number.POSITIVE_INFINITY, random: createRandom(rule.seed ?? 1) };
    armed.add(one);
    return () => {
      armed.delete(one);
    };
  };
  for (const rule of rules) inject(rule);
  return {
    inject,
    clear: () => armed.clear(),
    strike: (service, operation) => {
      for (const one of armed) {
        if (concerns(one.rule, service, operation) && strikes(one)) return one.rule;
      }
      return undefined;
    },
  };
}

interface ArmedRule {
  readonly rule: FaultRule;
  left: number;
  readonly random: () => number;
}

function concerns(rule: FaultRule, service: string, operation: string): boolean {
  return rule.service === service && (rule.operation === "*" || rule.operation === operation);
}

function strikes(one: ArmedRule): boolean {
  if (one.left <= 0 || one.random() >= (one.rule.probability ?? 1)) return false;
  one.left -= 1;
  return true;
}

import type { Disposition } from "../core/call-error.ts";

/** One row: what it fits, and what follows. A part that is absent fits everything. */
export interface ErrorRule {
  readonly service?: string;
  readonly operation?: RegExp;
  /** The error's name, as the JavaScript SDK has it. */
  readonly error: RegExp;
  readonly message?: RegExp;
  readonly disposition: Disposition;
  /** What it means when it happens. Of a quota, which one: people read it. */
  readonly reason: string;
}

/** A row of a service's own table. */
export type ServiceRule = Omit<ErrorRule, "service">;

export function rulesOf(service: string, rules: readonly ServiceRule[]): readonly ErrorRule[] {
  return rules.map((rule) => ({ ...rule, service }));
}

export const transient: Disposition = { kind: "transient" };
export const throttled: Disposition = { kind: "throttled" };
export const conflict: Disposition = { kind: "conflict" };
export const dependency: Disposition = { kind: "dependency" };
export const quota: Disposition = { kind: "quota", reason: "QuotaExceeded" };
export const denied: Disposition = { kind: "auth", reason: "AccessDenied" };
export const keyDenied: Disposition = { kind: "auth", reason: "KeyNotUsable" };
export const invalid: Disposition = { kind: "terminal", reason: "InvalidSpec" };

export const roleNotAssumable: Disposition = { kind: "propagation", reason: "RoleNotAssumable" };
export const permissionsNotEffective: Disposition = {
  kind: "propagation",
  reason: "PermissionsNotEffective",
};

export function terminal(reason: string): Disposition {
  return { kind: "terminal", reason };
}

export function credentials(reason: string): Disposition {
  return { kind: "credentials", reason };
}

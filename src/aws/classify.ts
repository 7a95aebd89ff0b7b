import { CallError, type Disposition } from "../core/call-error.ts";
import { denied, type ErrorRule, throttled, transient } from "./error-rule.ts";
import { errorRules } from "./error-rules.ts";

/** What is known of a failed call. */
export interface Judgement {
  readonly disposition: Disposition;
  /** The row of the table; absent: only its status tells something, or nothing does. */
  readonly rule?: ErrorRule;
}

/**
 * What to do about a failed call, by (service, operation, error name, message): one name means several things.
 * The first rule of the table that fits decides; what no rule knows is transient, so that it shows up, is tried
 * again, and gets a row.
 */
export function judge(service: string, operation: string, error: unknown): Judgement {
  const { name, message, status } = facts(error);
  const rule = errorRules.find((candidate) => fits(candidate, { service, operation, name, message }));
  return rule === undefined ? { disposition: byStatus(status) } : { disposition: rule.disposition, rule };
}

export function classify(service: string, operation: string, error: unknown): Disposition {
  return judge(service, operation, error).disposition;
}

function byStatus(status: number | undefined): Disposition {
  if (status === 429) return throttled;
  return status === 401 || status === 403 ? denied : transient;
}

/** Classifies what a call threw. One already classified stays as it is. Environment values are taken out. */
export function toCallError(service: string, operation: string, error: unknown): CallError {
  if (error instanceof CallError) return error;
  const { disposition, rule } = judge(service, operation, error);
  const call = `${service}:${operation}`;
  const advice = adviceOn(call, { disposition, ...(rule !== undefined && { rule }) }, facts(error).message);
  return new CallError(call, disposition, withoutEnvironment(error), advice);
}

/** Whether the table has nothing on what a call threw, not even that its status tells enough: 5xx, 429. */
export function isUnclassified(service: string, operation: string, error: unknown): boolean {
  const { status } = facts(error);
  const isPlain = status === 429 || (status !== undefined && status >= 500);
  return !isPlain && judge(service, operation, error).rule === undefined;
}

/** The error's name as metrics may have it: what is none shares one. */
export function codeOf(error: unknown): string {
  const { name } = facts(error);
  return /^[A-Za-z][A-Za-z0-9_.]{0,63}$/.test(name) ? name : "other";
}

/** Where AWS does not name the action that was denied, the call does. */
const actionOf: Readonly<Record<string, string>> = { "s3:HeadObject": "s3:GetObject" };

/** What people need to know besides AWS's own words. */
function adviceOn(call: string, { disposition, rule }: Judgement, message: string): string | undefined {
  switch (disposition.kind) {
    case "auth": {
      if (disposition.reason !== "AccessDenied") return rule?.reason;
      const action = /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1] ?? actionOf[call] ?? call;
      return `${action} is denied to xflow: compare its policies with deploy/iam/controller-*.json`;
    }
    case "quota":
      return `quota: ${rule?.reason ?? "of the account"}`;
    case "propagation":
    case "dependency":
    case "credentials":
      return rule?.reason;
    default:
      return undefined;
  }
}

/** Lambda repeats all variables, values included, when together they are too long; nobody else may read them. */
function withoutEnvironment(error: unknown): unknown {
  const { name, message } = facts(error);
  const quoted = message.indexOf("String measured:");
  if (quoted < 0) return error;
  return Object.assign(new Error(message.slice(0, quoted).trimEnd()), { name });
}

/** Whether a read failed because there is no such thing: an observation, not an error. */
export function isAbsence(error: unknown): boolean {
  const { name } = facts(error instanceof CallError ? error.cause : error);
  return name === "ResourceNotFoundException" || name === "NoSuchEntityException";
}

/** For reads: such a failure is undefined, any other goes on. */
export function absenceAsNothing(error: unknown): undefined {
  if (!isAbsence(error)) throw error;
  return undefined;
}

/** For reads of what is to be deleted: that it is gone is their answer. */
export function absenceAsAbsent(error: unknown): { readonly kind: "absent" } {
  if (!isAbsence(error)) throw error;
  return { kind: "absent" };
}

interface Facts {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
}

function facts(error: unknown): Facts {
  if (!(error instanceof Error)) return { name: "", message: String(error), status: undefined };
  const { $metadata, code } = error as {
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly code?: unknown;
  };
  // What Node says of the network has its name in `code`.
  const isNodes = typeof code === "string" && (error.name === "Error" || error.name === "AggregateError");
  return { name: isNodes ? code : error.name, message: error.message, status: $metadata?.httpStatusCode };
}

interface Failure {
  readonly service: string;
  readonly operation: string;
  readonly name: string;
  readonly message: string;
}

function fits(rule: ErrorRule, failure: Failure): boolean {
  return (
    (rule.service === undefined || rule.service === failure.service) &&
    (rule.operation === undefined || rule.operation.test(failure.operation)) &&
    rule.error.test(failure.name) &&
    (rule.message === undefined || rule.message.test(failure.message))
  );
}

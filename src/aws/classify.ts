import { CallError, type Disposition } from "../core/call-error.ts";
import { type ErrorRule, errorRules } from "./error-rules.ts";

/**
 * What to do about a failed call, by (service, operation, error name, message): one name means several things.
 * The first rule of the table that fits decides; what no rule knows is transient, so that it shows up, is tried
 * again, and gets a row.
 */
export function classify(service: string, operation: string, error: unknown): Disposition {
  const { name, message, status } = facts(error);
  const rule = errorRules.find((candidate) => fits(candidate, { service, operation, name, message }));
  if (rule !== undefined) return rule.disposition;
  if (status === 429) return { kind: "throttled" };
  if (status === 401 || status === 403) return { kind: "terminal", reason: "AccessDenied" };
  return { kind: "transient" };
}

/** Classifies what a call threw. One already classified stays as it is. Environment values are taken out. */
export function toCallError(service: string, operation: string, error: unknown): CallError {
  if (error instanceof CallError) return error;
  const disposition = classify(service, operation, error);
  return new CallError(`${service}:${operation}`, disposition, withoutEnvironment(error));
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
  const metadata = (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata;
  return { name: error.name, message: error.message, status: metadata?.httpStatusCode };
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

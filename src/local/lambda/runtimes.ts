import { AwsError } from "../aws-error.ts";
import { validationMessage } from "../members.ts";
import { invalidParameter, notSupported } from "./errors.ts";

/** From these days on AWS refuses a runtime, `YYYY-MM-DD`, UTC. */
interface Blocked {
  readonly create: string;
  readonly update: string;
}

const never: Blocked = { create: "9999-12-31", update: "9999-12-31" };
const long: Blocked = { create: "0000-01-01", update: "0000-01-01" };
/** Deprecated, and accepted until early 2027. */
const soon: Blocked = { create: "2027-02-01", update: "2027-03-03" };

/**
 * Those that can be run on this machine. Source: "Lambda runtimes" of November 2026; a
 * deprecated runtime is accepted until its block dates.
 */
const runnable: Readonly<Record<string, Blocked>> = {
  ...all(["nodejs26.x", "nodejs24.x", "nodejs22.x"], never),
  ...all(["nodejs20.x", "nodejs18.x", "nodejs16.x"], soon),
  ...all(["nodejs14.x", "nodejs12.x", "nodejs10.x", "nodejs8.10", "nodejs6.10", "nodejs4.3", "nodejs"], long),
  ...all(["python3.15", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"], never),
  ...all(["python3.9", "python3.8"], soon),
  ...all(["python3.7", "python3.6", "python2.7"], long),
  ...all(["provided.al2023"], never),
  ...all(["provided.al2"], soon),
  ...all(["provided"], long),
};

/** AWS takes these, this machine cannot run them. */
const elsewhere = /^(java|dotnet|dotnetcore|ruby|go)\d/;

/**
 * @param change `create` or `update`, which AWS stops accepting on different days
 * @param nowMs epoch milliseconds
 * @throws AwsError InvalidParameterValueException for a runtime that is blocked or cannot be run here,
 *   ValidationException for one that never was
 */
export function checkRuntime(runtime: string, change: keyof Blocked, nowMs: number): void {
  const blocked = runnable[runtime];
  if (blocked === undefined) {
    if (elsewhere.test(runtime))
      throw notSupported(`the runtime ${runtime} (only nodejs, python and provided run locally)`);
    const accepted = Object.keys(runnable).join(", ");
    const rule = `Member must satisfy enum value set: [${accepted}] or be a valid ARN`;
    throw new AwsError("ValidationException", validationMessage(runtime, "runtime", rule));
  }
  if (new Date(nowMs).toISOString().slice(0, 10) < blocked[change]) return;
  throw invalidParameter(
    `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. ` +
      "We recommend you use a supported runtime while creating or updating functions.",
  );
}

function all(names: readonly string[], blocked: Blocked): Record<string, Blocked> {
  return Object.fromEntries(names.map((name) => [name, blocked]));
}

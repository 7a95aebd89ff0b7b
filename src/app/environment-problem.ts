import { NoRegionError, WrongAccountError } from "../aws/identity.ts";
import { CallError } from "../core/call-error.ts";
import type { EnvironmentStatus } from "../core/controller-row.ts";

/** Why nothing can be done in an environment, for people and for alerts. */
export function environmentProblem(problem: unknown): Pick<EnvironmentStatus, "reason" | "message"> {
  return { reason: reasonOf(problem), message: problem instanceof Error ? problem.message : String(problem) };
}

function reasonOf(problem: unknown): string {
  if (problem instanceof WrongAccountError) return "WrongAccount";
  if (problem instanceof NoRegionError) return "NoRegion";
  const isKnown = problem instanceof CallError && problem.disposition.kind === "credentials";
  return isKnown && "reason" in problem.disposition ? problem.disposition.reason : "Unreachable";
}

import type { Kind, Memo } from "../../core/kind.ts";
import type { Observation } from "../../core/observation.ts";
import type { SuspendRequest } from "../../core/operator-request.ts";
import type { ResourcePlan, Step } from "../../core/plan.ts";
import type { Outcome } from "../outcome.ts";
import type { Work } from "../ports.ts";

/** What a row needs of a resource and of the place it lives in. */
export interface RowWork extends Pick<Work, "resource" | "target" | "place"> {
  readonly kind: Pick<
    Kind,
    "identityOf" | "managedFields" | "dependencies" | "predictArn" | "settlesOnWrite"
  >;
}

/** Of which declaration a row is written, and when. */
export interface RowContext {
  readonly work: RowWork;
  readonly revision: string;
  /** The clock's milliseconds. */
  readonly nowMs: number;
}

/** All that one pass came to know and did. */
export interface PassFacts extends RowContext {
  readonly outcome: Outcome;
  readonly observation?: Observation;
  /** As the kind planned it, before policy, suspension or back-off took steps out: drift is read off it. */
  readonly planned?: ResourcePlan;
  /** The calls that succeeded: the very steps of `planned`. */
  readonly applied: readonly Step[];
  /** What they answered, merged. */
  readonly memo?: Memo;
  /** CodeSha256 that `planned` compared with. */
  readonly expectedCode?: string;
  /** In force, by an operator. */
  readonly suspended?: SuspendRequest;
  /** Token of the `reconcile` request that this pass answers. */
  readonly handledRequest?: string;
}

/** Whether AWS now holds all that is wanted, as far as calls bring that about. */
export function isComplete({ planned, applied }: PassFacts): boolean {
  if (planned === undefined || planned.verdict.kind === "refused") return false;
  return planned.steps.every((step) => applied.includes(step));
}

/** Whether the resource was created in this pass. */
export function isCreated({ planned, applied }: PassFacts): boolean {
  return planned?.verdict.kind === "create" && applied.length > 0;
}

/** AWS did not answer the question, or nobody waited for it: the status is still that of the pass before. */
export function saysNothing({ outcome }: PassFacts): boolean {
  if (outcome.kind === "failed") return outcome.disposition.kind === "throttled";
  return outcome.kind === "gone" || outcome.kind === "stopped" || outcome.kind === "held";
}

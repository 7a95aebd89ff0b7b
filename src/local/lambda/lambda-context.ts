import type { Clock } from "../clock.ts";
import type { Members } from "../members.ts";
import { readMembers } from "../members.ts";
import type { Call } from "../service.ts";
import type { CodeStore } from "./code-store.ts";
import { functionPending, lambdaDialect, staleRevision, updateInProgress } from "./errors.ts";
import { targetOf } from "./function-name.ts";
import type { FunctionRow } from "./function-row.ts";
import type { FunctionStore } from "./function-store.ts";
import type { FunctionRunner, ObjectReader, RoleReader } from "./ports.ts";

/** What Lambda's operations work on. */
export interface LambdaContext {
  readonly functions: FunctionStore;
  readonly packages: CodeStore;
  readonly clock: Clock;
  readonly execution: FunctionRunner;
  readonly objects: ObjectReader;
  readonly roles: RoleReader;
  readonly endpoint: () => string;
  /** Of all packages in a region together; undefined is without limit. */
  readonly codeStorageBytes?: number;
  /** Clock milliseconds that Pending and InProgress last. */
  readonly durations: { readonly pendingMs: number; readonly updatingMs: number };
}

/** The function a call names and its other members. @param known besides FunctionName */
export function readFunctionCall(
  { functions }: LambdaContext,
  call: Call,
  known: readonly string[] = [],
): { readonly row: FunctionRow; readonly members: Members; readonly qualifier: string | undefined } {
  const members = readMembers(call.input, ["FunctionName", "Qualifier", ...known], lambdaDialect);
  const target = targetOf(members.requiredText("FunctionName"), call, members.text("Qualifier"));
  return { row: functions.get(target.arn), members, qualifier: target.qualifier };
}

/** @throws AwsError PreconditionFailedException when the caller has seen an older revision */
export function checkRevision(row: FunctionRow, members: Members): void {
  const seen = members.text("RevisionId");
  if (seen !== undefined && seen !== row.revisionId) throw staleRevision();
}

/** @throws AwsError ResourceConflictException while the function is being created or updated */
export function checkSettled(row: FunctionRow): void {
  if (row.state === "Pending") throw functionPending();
  if (row.state === "Updating") throw updateInProgress(row.arn);
}

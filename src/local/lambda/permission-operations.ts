import type { Members } from "../members.ts";
import type { JsonObject, Operation } from "../service.ts";
import { conflict, noPolicy, noSuchStatement, policyTooLong } from "./errors.ts";
import type { FunctionRow } from "./function-row.ts";
import { checkRevision, type LambdaContext, readFunctionCall } from "./lambda-context.ts";

const sidRule = { min: 1, max: 100, pattern: /[a-zA-Z0-9-_]+/ };

const permissionMembers = [
  "StatementId",
  "Action",
  "Principal",
  "SourceArn",
  "SourceAccount",
  "PrincipalOrgID",
  "RevisionId",
];

/** AddPermission: kept and returned. Nothing is checked against it, as the embedded AWS authorises nobody. */
export function addPermission(context: LambdaContext): Operation {
  return async (call) => {
    const { row, members } = readFunctionCall(context, call, permissionMembers);
    checkRevision(row, members);
    const statement = readStatement(row, members);
    if (row.statements.some(({ Sid: sid }) => sid === statement["Sid"])) {
      throw conflict(
        `The statement id (${statement["Sid"]}) provided already exists. ` +
          "Please provide a new statement id, or remove the existing statement.",
      );
    }
    const statements = [...row.statements, statement];
    checkPolicySize(statements);
    await context.functions.revise({ ...row, statements });
    return { Statement: JSON.stringify(statement) };
  };
}

export function removePermission(context: LambdaContext): Operation {
  return async (call) => {
    const { row, members } = readFunctionCall(context, call, ["StatementId", "RevisionId"]);
    checkRevision(row, members);
    const sid = members.requiredText("StatementId", sidRule);
    if (row.statements.length === 0) throw noPolicy();
    const statements = row.statements.filter(({ Sid: other }) => other !== sid);
    if (statements.length === row.statements.length) throw noSuchStatement(sid);
    await context.functions.revise({ ...row, statements });
    return undefined;
  };
}

export function getPolicy(context: LambdaContext): Operation {
  return (call) => {
    const { row } = readFunctionCall(context, call);
    if (row.statements.length === 0) throw noPolicy();
    return { Policy: policyOf(row.statements), RevisionId: row.revisionId };
  };
}

function policyOf(statements: readonly JsonObject[]): string {
  return JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: statements });
}

/** Characters. Rule: "Lambda quotas", function resource-based policy. */
const maxPolicySize = 20_480;

function checkPolicySize(statements: readonly JsonObject[]): void {
  const size = policyOf(statements).length;
  if (size > maxPolicySize) throw policyTooLong(size, maxPolicySize);
}

function readStatement(row: FunctionRow, members: Members): JsonObject {
  const condition = readCondition(members);
  return {
    Sid: members.requiredText("StatementId", sidRule),
    Effect: "Allow",
    Principal: toPrincipal(members.requiredText("Principal", { min: 1 })),
    Action: members.requiredText("Action", { pattern: /lambda:[*]|lambda:[a-zA-Z]+|[*]/ }),
    Resource: row.arn,
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

/** A bare account id stands for its root, as AWS writes it back. */
function toPrincipal(principal: string): unknown {
  if (principal === "*") return "*";
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  return principal.startsWith("arn:") ? { AWS: principal } : { Service: principal };
}

function readCondition(members: Members): JsonObject {
  const sourceArn = members.text("SourceArn");
  const account = members.text("SourceAccount", { pattern: /\d{12}/ });
  const organisation = members.text("PrincipalOrgID");
  const equals = {
    ...(account === undefined ? {} : { "AWS:SourceAccount": account }),
    ...(organisation === undefined ? {} : { "aws:PrincipalOrgID": organisation }),
  };
  return {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(sourceArn === undefined ? {} : { ArnLike: { "AWS:SourceArn": sourceArn } }),
  };
}

import type { ServiceCaller } from "../logs/ports.ts";
import { isObject } from "../members.ts";
import type { JsonObject } from "../service.ts";

/**
 * Whether a function's resource policy lets a service invoke it.
 * Rule: Lambda developer guide, "Granting Lambda function access to AWS services": by the service's name, and by the
 * resource and the account it calls for where the statement names them.
 */
export function permits(statements: readonly JsonObject[], caller: ServiceCaller): boolean {
  return statements.some(
    ({ Principal: principal, Action: action, Condition: condition }) =>
      isPrincipal(principal, caller) && isInvocation(action) && isFulfilled(condition, caller),
  );
}

function isPrincipal(principal: unknown, { principals }: ServiceCaller): boolean {
  if (principal === "*") return true;
  return isObject(principal) && principals.some((name) => name === principal["Service"]);
}

const isInvocation = (action: unknown) =>
  action === "*" || /^lambda:(?:\*|InvokeFunction)$/i.test(String(action));

/** Of the conditions that AddPermission makes; one about an organisation is not known to hold. */
function isFulfilled(condition: unknown, { sourceArn, sourceAccount }: ServiceCaller): boolean {
  if (!isObject(condition)) return true;
  const equals = isObject(condition["StringEquals"]) ? condition["StringEquals"] : {};
  const like = isObject(condition["ArnLike"]) ? condition["ArnLike"] : {};
  const { "AWS:SourceAccount": account = sourceAccount, "aws:PrincipalOrgID": organisation } = equals;
  const { "AWS:SourceArn": arn = sourceArn } = like;
  return account === sourceAccount && organisation === undefined && isArnLike(sourceArn, String(arn));
}

/** Each of the six parts of an ARN for itself. Rule: IAM, ARN condition operators. */
function isArnLike(arn: string, pattern: string): boolean {
  const [parts, patterns] = [sixPartsOf(arn), sixPartsOf(pattern)];
  return parts.length === patterns.length && parts.every((part, at) => isLike(part, patterns[at] ?? ""));
}

function sixPartsOf(arn: string): string[] {
  const parts = arn.split(":");
  return parts.length < 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(":")];
}

function isLike(text: string, pattern: string): boolean {
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, "\\$&")
    .replaceAll("*", "[^]*")
    .replaceAll("?", "[^]");
  return new RegExp(`^${source}$`).test(text);
}

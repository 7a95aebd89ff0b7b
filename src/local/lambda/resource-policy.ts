import { contextLookup } from "../access/access-request.ts";
import { compilePolicy } from "../access/policy.ts";
import type { ServiceCaller } from "../logs/ports.ts";
import { isObject } from "../members.ts";
import type { JsonObject } from "../service.ts";

/**
 * Whether a function's resource policy lets a service invoke it. A condition that is not known to hold, such as one
 * about an organisation, does not.
 * Rule: Lambda developer guide, "Granting Lambda function access to AWS services": by the service's name, and by the
 * resource and the account it calls for where the statement names them.
 */
export function permits(statements: readonly JsonObject[], caller: ServiceCaller): boolean {
  const { sourceArn, sourceAccount } = caller;
  const context = { "aws:SourceArn": sourceArn, "aws:SourceAccount": sourceAccount };
  // The policy is the function's own, so every statement is on it.
  const unplaced = statements.map(({ Resource: _, ...statement }) => statement);
  const policy = compilePolicy(JSON.stringify({ Version: "2012-10-17", Statement: unplaced }));
  return policy.statements.some(
    (statement) =>
      statement.effect === "Allow" &&
      isPrincipal(statement.source["Principal"], caller) &&
      statement.concerns({ action: "lambda:InvokeFunction", resource: "*" }, contextLookup({ context })),
  );
}

function isPrincipal(principal: unknown, { principals }: ServiceCaller): boolean {
  if (principal === "*") return true;
  return isObject(principal) && principals.some((name) => name === principal["Service"]);
}

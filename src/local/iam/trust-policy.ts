import { isObject } from "../members.ts";
import type { JsonObject } from "../service.ts";
import { limitExceeded, malformedPolicy } from "./errors.ts";
import { listOf, parsePolicy, policySize } from "./policy-document.ts";

/** Characters, the default quota. */
const maxTrustSize = 2048;
/** How Lambda is named in trust policies. */
export const lambdaService = "lambda.amazonaws.com";

/**
 * Checks a trust policy.
 * @param isKnown whether the principal of an ARN exists, as far as the account can tell
 * @returns the text to keep: a principal given as an account id becomes the account's root ARN, as on AWS
 * @throws AwsError `MalformedPolicyDocument`, `LimitExceeded`
 */
export function checkTrustPolicy(text: string, isKnown: (arn: string) => boolean): string {
  if (policySize(text) > maxTrustSize) {
    throw limitExceeded(`Cannot exceed quota for ACLSizePerRole: ${maxTrustSize}`);
  }
  for (const statement of parsePolicy(text)) {
    if ("Resource" in statement || "NotResource" in statement) {
      throw malformedPolicy("Has prohibited field Resource");
    }
    checkPrincipal(statement["Principal"], isKnown);
  }
  return withRootArns(text);
}

function checkPrincipal(principal: unknown, isKnown: (arn: string) => boolean): void {
  if (principal === "*") return;
  if (!isObject(principal) || Object.keys(principal).length === 0) {
    throw malformedPolicy("Missing required field Principal");
  }
  for (const [kind, values] of Object.entries(principal)) {
    for (const value of listOf(values)) {
      if (typeof value === "string" && isPrincipal(kind, value, isKnown)) continue;
      throw malformedPolicy(`Invalid principal in policy: "${kind.toUpperCase()}":"${String(value)}"`);
    }
  }
}

function isPrincipal(kind: string, value: string, isKnown: (arn: string) => boolean): boolean {
  switch (kind) {
    case "Service":
      return /^[\w.-]+\.amazonaws\.com(?:\.cn)?$/.test(value);
    case "AWS":
      return value === "*" || /^\d{12}$/.test(value) || (isIamArn(value) && isKnown(value));
    case "Federated":
      return value !== "";
    default:
      return false;
  }
}

const isIamArn = (value: string) => /^arn:aws[\w-]*:(?:iam|sts)::\d{12}:.+$/.test(value);

function withRootArns(text: string): string {
  return withPrincipals(text, (one) => (/^\d{12}$/.test(one) ? `arn:aws:iam::${one}:root` : one));
}

/**
 * The policy once a role that it may trust is gone: IAM kept the role's unique id and shows that from now on, so that
 * a later namesake is not trusted.
 */
export function withGonePrincipal(text: string, roleArn: string, roleId: string): string {
  return withPrincipals(text, (one) => (one === roleArn ? roleId : one));
}

/** @returns the text itself when nothing changes */
function withPrincipals(text: string, change: (principal: string) => string): string {
  let changed = false;
  const rewritten = JSON.stringify(JSON.parse(text), (key, value: unknown) => {
    if (key !== "AWS") return value;
    const values = listOf(value).map((one) => {
      const other = typeof one === "string" ? change(one) : one;
      changed ||= other !== one;
      return other;
    });
    return Array.isArray(value) ? values : values[0];
  });
  return changed ? rewritten : text;
}

/**
 * Whether the policy lets a service assume the role. Conditions are taken as fulfilled.
 * @param names that the service goes by, e.g. `lambda.amazonaws.com`
 */
export function trustsService(text: string, names: readonly string[]): boolean {
  const concerned = parsePolicy(text).filter((statement) => concernsService(statement, names));
  return concerned.length > 0 && concerned.every((statement) => statement["Effect"] === "Allow");
}

function concernsService(statement: JsonObject, names: readonly string[]): boolean {
  const principal = statement["Principal"];
  const services = isObject(principal) ? listOf(principal["Service"]) : [];
  const actions = listOf(statement["Action"]).map((action) => String(action).toLowerCase());
  const assumes = ["sts:assumerole", "sts:*", "*"].some((action) => actions.includes(action));
  return assumes && (principal === "*" || names.some((name) => services.includes(name)));
}

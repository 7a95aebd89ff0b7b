import { isObject } from "../members.ts";
import type { JsonObject } from "../service.ts";
import { malformedPolicy } from "./errors.ts";

/**
 * Parses a policy and checks what trust and permission policies have in common.
 * @returns its statements
 * @throws AwsError `MalformedPolicyDocument`
 */
export function parsePolicy(text: string): readonly JsonObject[] {
  const document = parseJson(text);
  const version = document["Version"];
  if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17") {
    throw malformedPolicy("The policy must contain a valid version string");
  }
  const statements = listOf(document["Statement"]);
  if (statements.length === 0) throw malformedPolicy("Syntax errors in policy.");
  return statements.map((statement) => {
    if (!isObject(statement)) throw malformedPolicy("Syntax errors in policy.");
    checkStatement(statement);
    return statement;
  });
}

/** A permission policy: says on which resources, and for nobody in particular. */
export function checkPermissionPolicy(text: string): void {
  for (const statement of parsePolicy(text)) {
    if ("Principal" in statement || "NotPrincipal" in statement) {
      throw malformedPolicy("Policy document should not specify a principal.");
    }
    if (listOf(statement["Resource"] ?? statement["NotResource"]).length === 0) {
      throw malformedPolicy("Policy statement must contain resources.");
    }
  }
}

/** IAM's notion of size: characters other than white space. */
export const policySize = (text: string) => text.replace(/\s/g, "").length;

/** As IAM returns policies: percent-encoded after RFC 3986. */
export function encodePolicy(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** One or many, as policies allow nearly everywhere. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function parseJson(text: string): JsonObject {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    document = undefined;
  }
  if (!isObject(document)) throw malformedPolicy("This policy contains invalid Json");
  return document;
}

function checkStatement(statement: JsonObject): void {
  const effect = statement["Effect"];
  if (effect !== "Allow" && effect !== "Deny") {
    throw malformedPolicy(`Invalid effect: ${effect === undefined ? "missing" : String(effect)}`);
  }
  const actions = listOf(statement["Action"] ?? statement["NotAction"]);
  if (actions.length === 0) throw malformedPolicy("Policy statement must contain actions.");
  for (const action of actions) {
    if (typeof action !== "string" || !/^(?:\*|[\w-]+:[\w*?-]+)$/.test(action)) {
      throw malformedPolicy("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
    }
  }
}

import { isObject } from "../members.ts";
import type { JsonObject } from "../service.ts";
import type { AccessRequest, ContextLookup } from "./access-request.ts";
import { type Condition, compileConditions, UnsupportedConditionError } from "./condition.ts";
import { asTexts } from "./one-or-many.ts";
import { compilePattern, type Pattern } from "./pattern.ts";

/** A policy ready to be asked. */
export interface Policy {
  readonly statements: readonly Statement[];
  /** What it says that cannot be evaluated, e.g. `the condition operator IpAddress`; empty of most policies. */
  readonly unsupported: readonly string[];
}

export interface Statement {
  readonly effect: "Allow" | "Deny";
  /** Whether it speaks of the request. What cannot be evaluated allows nothing and denies all it may mean. */
  concerns(request: Pick<AccessRequest, "action" | "resource">, context: ContextLookup): boolean;
  /** The statement as written, e.g. for its principals. */
  readonly source: JsonObject;
}

/** @param text JSON; what is no policy has no statements */
export function compilePolicy(text: string): Policy {
  const document = parse(text);
  // Variables are plain text in policies of the older version.
  const variables = document["Version"] === "2012-10-17";
  const compiled = [document["Statement"] ?? []]
    .flat()
    .filter(isObject)
    .map((source) => compileStatement(source, variables));
  return {
    statements: compiled.map(({ statement }) => statement),
    unsupported: compiled.flatMap(({ unsupported }) => unsupported ?? []),
  };
}

function parse(text: string): JsonObject {
  try {
    const document: unknown = JSON.parse(text);
    return isObject(document) ? document : {};
  } catch {
    return {};
  }
}

function compileStatement(
  source: JsonObject,
  variables: boolean,
): { readonly statement: Statement; readonly unsupported: string | undefined } {
  const effect = source["Effect"] === "Allow" ? "Allow" : "Deny";
  const isAction = compileElement(source, "Action", { variables: false, ignoreCase: true });
  // Trust policies are on the role they belong to.
  const isResource = hasResource(source) ? compileElement(source, "Resource", { variables }) : () => true;
  const { conditions, unsupported } = conditionsOf(source, variables);
  const holds = (context: ContextLookup) =>
    conditions === undefined ? effect === "Deny" : conditions.every((condition) => condition.holds(context));
  return {
    statement: {
      effect,
      source,
      concerns: ({ action, resource }, context) =>
        isAction(action, context) && isResource(resource, context) && holds(context),
    },
    unsupported,
  };
}

const hasResource = (source: JsonObject) => "Resource" in source || "NotResource" in source;

function conditionsOf(
  source: JsonObject,
  variables: boolean,
): { readonly conditions: readonly Condition[] | undefined; readonly unsupported: string | undefined } {
  try {
    return { conditions: compileConditions(source["Condition"], variables), unsupported: undefined };
  } catch (error) {
    if (!(error instanceof UnsupportedConditionError)) throw error;
    return { conditions: undefined, unsupported: error.message };
  }
}

type Test = (text: string, context: ContextLookup) => boolean;

/** `X`, or everything but `NotX`. */
function compileElement(
  source: JsonObject,
  name: "Action" | "Resource",
  options: { readonly variables: boolean; readonly ignoreCase?: boolean },
): Test {
  const patternsOf = (element: unknown): readonly Pattern[] =>
    asTexts(element).map((text) => compilePattern(text, options));
  const excluded = source[`Not${name}`];
  const patterns = patternsOf(excluded ?? source[name]);
  const isListed: Test = (text, context) => patterns.some((pattern) => pattern.matches(text, context));
  return excluded === undefined ? isListed : (text, context) => !isListed(text, context);
}

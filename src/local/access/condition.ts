import { isObject } from "../members.ts";
import type { ContextLookup } from "./access-request.ts";
import { type Comparison, conditionOperator } from "./condition-operators.ts";
import { asTexts } from "./one-or-many.ts";

/** One key of one operator: all conditions of a statement must hold. */
export interface Condition {
  holds(context: ContextLookup): boolean;
}

/** What a policy says that cannot be evaluated here. */
export class UnsupportedConditionError extends Error {
  constructor(what: string) {
    super(what);
    this.name = "UnsupportedConditionError";
  }
}

/**
 * The condition keys of the services here that requests really get. Any other of theirs would seem absent from
 * every request, and what forbids a value would then hold for everybody. Keys of services that are not here are of
 * no consequence.
 */
const knownKeys = [
  "aws:CurrentTime",
  "aws:EpochTime",
  "aws:PrincipalAccount",
  "aws:PrincipalArn",
  "aws:PrincipalIsAWSService",
  "aws:PrincipalType",
  "aws:RequestedRegion",
  "aws:RequestTag/*",
  "aws:ResourceTag/*",
  "aws:SecureTransport",
  "aws:SourceAccount",
  "aws:SourceArn",
  "aws:TagKeys",
  "aws:userid",
  "aws:ViaAWSService",
  "dynamodb:LeadingKeys",
  "iam:PassedToService",
  "iam:PermissionsBoundary",
  "iam:PolicyARN",
  "iam:ResourceTag/*",
  "lambda:FunctionArn",
  "lambda:Layer",
  "lambda:Principal",
  "lambda:SecurityGroupIds",
  "lambda:SourceFunctionArn",
  "lambda:SubnetIds",
  "s3:delimiter",
  "s3:max-keys",
  "s3:prefix",
  "s3:VersionId",
  "sts:ExternalId",
  "sts:RoleSessionName",
].map((key) => key.toLowerCase());

const servicesHere = /^(?:aws|dynamodb|iam|kinesis|lambda|logs|s3|sqs|sts|tag):/i;

function isKnownKey(key: string): boolean {
  const name = key.toLowerCase();
  return !servicesHere.test(key) || knownKeys.some((known) => known === name || isTagOf(name, known));
}

const isTagOf = (name: string, known: string) => known.endsWith("/*") && name.startsWith(known.slice(0, -1));

/** @throws UnsupportedConditionError for an operator or a key that is not offered, or one written amiss */
export function compileConditions(element: unknown, variables: boolean): readonly Condition[] {
  if (element === undefined) return [];
  if (!isObject(element)) throw new UnsupportedConditionError("a Condition that is no object");
  return Object.entries(element).flatMap(([operator, keys]) => {
    if (!isObject(keys)) throw new UnsupportedConditionError(`the condition ${operator} without keys`);
    return Object.entries(keys).map(([key, values]) =>
      compileCondition({ operator, key, values: asTexts(values), variables }),
    );
  });
}

interface Written {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  readonly variables: boolean;
}

function compileCondition({ operator, key, values, variables }: Written): Condition {
  if (!isKnownKey(key)) throw new UnsupportedConditionError(`the condition key ${key}`);
  const [, set, name = "", ifExists] =
    /^(?:(ForAnyValue|ForAllValues):)?(.+?)(IfExists)?$/i.exec(operator) ?? [];
  if (name.toLowerCase() === "null" && set === undefined && ifExists === undefined)
    return isNull(key, values);
  const known = conditionOperator(name);
  if (known === undefined) throw new UnsupportedConditionError(`the condition operator ${operator}`);
  const wanted = values.map((value) => known.compile(value, variables));
  return {
    holds: (context) => {
      const found = context(key);
      if (found === undefined && ifExists !== undefined) return true;
      return holdsFor[quantifierOf(set)]({ found, wanted, negated: known.negated, context });
    },
  };
}

/** `true` asks for the key's absence. */
function isNull(key: string, values: readonly string[]): Condition {
  const wantsAbsence = values.some((value) => value.toLowerCase() === "true");
  return { holds: (context) => (context(key) === undefined) === wantsAbsence };
}

interface Comparing {
  readonly found: readonly string[] | undefined;
  readonly wanted: readonly Comparison[];
  readonly negated: boolean;
  readonly context: ContextLookup;
}

type Quantifier = "plain" | "any" | "all";

function quantifierOf(set: string | undefined): Quantifier {
  if (set === undefined) return "plain";
  return set.toLowerCase() === "foranyvalue" ? "any" : "all";
}

/**
 *            | key absent                   | holds when
 *   plain    | only of negated operators    | some value is like some wanted one (negated: none is)
 *   any      | never                        | some value is like some wanted one (negated: is like none)
 *   all      | always                       | every value is like some wanted one (negated: every one is like none)
 *
 * Rule: IAM user guide, "Multivalued context keys" and "Condition operators".
 */
const holdsFor: Record<Quantifier, (comparing: Comparing) => boolean> = {
  plain: (comparing) => {
    const { found, negated } = comparing;
    if (found === undefined) return negated;
    const isLike = found.some((value) => isLikeSome(value, comparing));
    return isLike !== negated;
  },
  any: (comparing) =>
    comparing.found?.some((value) => isLikeSome(value, comparing) !== comparing.negated) ?? false,
  all: (comparing) =>
    comparing.found?.every((value) => isLikeSome(value, comparing) !== comparing.negated) ?? true,
};

const isLikeSome = (value: string, { wanted, context }: Comparing) =>
  wanted.some((compare) => compare(value, context));

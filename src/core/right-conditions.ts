import { instanceTag } from "./ownership.ts";
import type { Condition } from "./rights.ts";
import type { RightsPlace } from "./rights-place.ts";

/** A policy statement's Condition: operator, key, values. */
export type PolicyCondition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/**
 * Conditions in IAM's words, all of which must hold. Keys: Service Authorization Reference, condition keys of each service.
 *
 * Tags hold for deletes only: what is adopted has no tags of ours before our first write to it, and a service may
 * not know a tag yet when the second call of a creation arrives.
 */
export function conditionsOf(names: readonly Condition[], place: RightsPlace): PolicyCondition {
  const all: Record<string, PolicyCondition[string]> = {};
  for (const [operator, keys] of names.flatMap((name) => Object.entries(conditions[name](place)))) {
    all[operator] = { ...all[operator], ...keys };
  }
  return all;
}

const conditions: { readonly [Each in Condition]: (place: RightsPlace) => PolicyCondition } = {
  "of-own-function": ({ partition, region, accountId, namePrefix }) => ({
    ArnLike: {
      "lambda:FunctionArn": `arn:${partition}:lambda:${region}:${accountId}:function:${namePrefix}*`,
    },
  }),
  "of-this-instance": ({ instance }) => ({ StringEquals: { [`aws:ResourceTag/${instanceTag}`]: instance } }),
  "within-boundary": (place) => ({ StringEquals: { "iam:PermissionsBoundary": boundaryArn(place) } }),
  "passed-to-service": () => ({
    StringEquals: { "iam:PassedToService": ["lambda.amazonaws.com", "logs.amazonaws.com"] },
  }),
  // Of a request that names no partition key the set is empty, for which ForAllValues holds: Scan is never granted.
  "own-partitions": ({ instance }) => ({
    "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": [instance, `${instance}#requests`] },
  }),
  "request-partition": ({ instance }) => ({
    "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": [`${instance}#requests`] },
  }),
};

/** The managed policy that bounds every role xflow makes; what `permissionsBoundary` of an Environment is set to. */
export function boundaryArn({ partition, accountId, boundaryName }: RightsPlace): string {
  return `arn:${partition}:iam::${accountId}:policy/${boundaryName}`;
}

import type { Scope } from "./rights.ts";
import type { RightsPlace } from "./rights-place.ts";

/**
 * The patterns of resources that a scope stands for; none: nothing of the kind is in use. Source: Service
 * Authorization Reference, resource types of each service. Log groups' ARNs end in `:*` for some actions and not
 * for others; a pattern that ends in `*` is both.
 */
export function resourcesOf(scope: Scope, place: RightsPlace): readonly string[] {
  return patterns[scope](place);
}

const patterns: { readonly [Each in Scope]: (place: RightsPlace) => readonly string[] } = {
  any: () => ["*"],
  "own-functions": (place) => [inRegion(place, "lambda", `function:${place.namePrefix}*`)],
  mappings: (place) => [inRegion(place, "lambda", "event-source-mapping:*")],
  layers: (place) => [inRegion(place, "lambda", "layer:*"), ...place.layers],
  "own-streams": (place) => [inRegion(place, "kinesis", `stream/${place.namePrefix}*`)],
  "account-keys": (place) => [inRegion(place, "kms", "key/*")],
  "stream-keys": ({ streamKeys }) => streamKeys,
  "own-log-groups": (place) => groupNames(place).map((name) => inRegion(place, "logs", `log-group:${name}*`)),
  "function-log-groups": (place) => [
    inRegion(place, "logs", `log-group:${functionGroups}${place.namePrefix}*`),
  ],
  "tracker-log-streams": (place) => [
    inRegion(place, "logs", `log-group:${trackerGroups}${place.namePrefix}*:*`),
  ],
  "own-log-streams": (place) =>
    groupNames(place).map((name) => inRegion(place, "logs", `log-group:${name}*:*`)),
  "own-roles": (place) => [ownRoles(place)],
  "absent-roles": ({ partition, accountId, namePrefix }) => [
    `arn:${partition}:iam::${accountId}:role/${namePrefix}*`,
  ],
  "passed-roles": (place) => [ownRoles(place), ...place.passedRoles],
  "target-roles": ({ targetRoles }) => targetRoles,
  "code-objects": ({ partition, codeBuckets }) =>
    codeBuckets.map((name) => `arn:${partition}:s3:::${name}/*`),
  "failure-queues": (place) => [inRegion(place, "sqs", `${place.namePrefix}*`)],
  "failure-topics": (place) => [inRegion(place, "sns", `${place.namePrefix}*`)],
  "failure-buckets": ({ partition, failureBuckets }) =>
    failureBuckets.map((name) => `arn:${partition}:s3:::${name}`),
  "failure-objects": ({ partition, failureBuckets }) =>
    failureBuckets.map((name) => `arn:${partition}:s3:::${name}/*`),
  "state-table": (place) => [inRegion(place, "dynamodb", `table/${place.table}`)],
};

const functionGroups = "/aws/lambda/";
const trackerGroups = "/xFlow/track/";

/** Of functions, of trackers, and LogGroups that stand for themselves. */
function groupNames({ namePrefix }: RightsPlace): readonly string[] {
  return [`${functionGroups}${namePrefix}`, `${trackerGroups}${namePrefix}`, namePrefix];
}

function ownRoles({ partition, accountId, instance }: RightsPlace): string {
  return `arn:${partition}:iam::${accountId}:role/xflow/${instance}/*`;
}

function inRegion(place: RightsPlace, service: string, resource: string): string {
  return `arn:${place.partition}:${service}:${place.region}:${place.accountId}:${resource}`;
}

import { compareText } from "../../core/canonical.ts";
import type { ResourceRow, RowState } from "../../core/resource-row.ts";
import { dependenciesOf, union } from "./declared-row.ts";
import { isComplete, isCreated, type PassFacts } from "./pass-facts.ts";
import { desiredHash, hashVersion, sourceDigestOf, specHash } from "./spec-hash.ts";

type Part<Member extends keyof ResourceRow> = Partial<Pick<ResourceRow, Member>>;

/**
 * What was applied. All of it once nothing is left to do; after some of the calls, what they may have written is
 * added to what is ours.
 */
export function appliedAfter(row: ResourceRow, facts: PassFacts): Partial<ResourceRow> {
  const { work, revision, applied } = facts;
  const ours = writtenBy(facts);
  if (isComplete(facts) && !mayHideField(row, ours, facts)) {
    return {
      ...ours,
      specHash: specHash(work.resource),
      desiredHash: desiredHash(work.resource),
      hashVersion,
      dependsOn: dependenciesOf(work),
      lastAppliedRevision: revision,
    };
  }
  if (applied.length === 0) return {};
  return {
    managedTagKeys: union(row.managedTagKeys, ours.managedTagKeys),
    managedFields: union(row.managedFields, ours.managedFields),
  };
}

/**
 * Whether a field of ours that is wanted no more may still be set: while a resource is on its way, its optional
 * fields are not read, and a plan says nothing of them.
 */
function mayHideField(row: ResourceRow, ours: Managed, { observation }: PassFacts): boolean {
  if (observation?.kind !== "present" || observation.health.kind === "ready") return false;
  return row.managedFields.some((field) => !ours.managedFields.includes(field));
}

/** Of a role that is used as it is nothing is ours. */
function writtenBy({ work, planned }: PassFacts): Managed {
  if (planned?.verdict.kind === "use-as-is") return { managedTagKeys: [], managedFields: [] };
  return managedBy(work);
}

export type Managed = Pick<ResourceRow, "managedTagKeys" | "managedFields">;

/** What is ours once the declaration has been applied. Ignored tags are somebody else's. */
export function managedBy({ resource, kind }: Pick<PassFacts["work"], "resource" | "kind">): Managed {
  const { spec, policy } = resource;
  const isIgnored = (tag: string) => policy.ignore.includes("tags") || policy.ignore.includes(`tags.${tag}`);
  return {
    managedTagKeys: Object.keys(spec.tags)
      .filter((tag) => !isIgnored(tag))
      .sort(compareText),
    managedFields: [...kind.managedFields(resource)].sort(compareText),
  };
}

/**
 * The source last deployed, and what Lambda makes of it: as the deployment answered; else as measured, when that
 * is what AWS was found to have.
 */
export function codeAfter(row: ResourceRow, facts: PassFacts): Part<"sourceDigest" | "codeSha256"> {
  const { sourceDigest, codeSha256, hashVersion: version } = row;
  const digest = sourceDigestOf(facts.work.resource);
  if (digest === undefined) return {};
  const deployed = facts.memo?.["codeSha256"];
  const isDeployed = isComplete(facts) || (deployed !== undefined && version === hashVersion);
  if (!isDeployed) {
    return {
      ...(sourceDigest !== undefined && { sourceDigest }),
      ...(codeSha256 !== undefined && { codeSha256 }),
    };
  }
  const known = deployed ?? facts.expectedCode ?? (sourceDigest === digest ? codeSha256 : undefined);
  return { sourceDigest: digest, ...(known !== undefined && { codeSha256: known }) };
}

/**
 * As observed, of what is ours; last known, while it is gone. What was just created and is usable as written has
 * the ARN that was predicted; others have to be seen first.
 */
export function arnAfter(previous: ResourceRow | undefined, facts: PassFacts): Part<"arn"> {
  const { observation, outcome, work } = facts;
  if (isCreated(facts)) {
    return work.kind.settlesOnWrite ? { arn: work.kind.predictArn(work.resource, work.target) } : {};
  }
  const isForeign =
    observation?.kind === "present" && outcome.kind === "refused" && observation.ownership.kind !== "ours";
  if (observation?.kind === "present" && !isForeign) return { arn: observation.arn };
  return previous?.arn === undefined ? {} : { arn: previous.arn };
}

/**
 * Whether it is in AWS, and whether it was taken over.
 *
 * | pass                                        | state                            |
 * |---------------------------------------------|----------------------------------|
 * | nothing seen or planned                     | as before                        |
 * | created it                                  | present                          |
 * | it was in the inventory                     | present, even if it is gone now  |
 * | found it, ours, ours from now on, used as is | present                         |
 * | else: absent, foreign, on its way out       | intent                           |
 */
export function stateAfter(
  previous: ResourceRow | undefined,
  facts: PassFacts,
): Pick<ResourceRow, "state" | "adopted"> {
  const verdict = facts.planned?.verdict.kind;
  const adopted = previous?.adopted ?? false;
  if (facts.observation === undefined || facts.observation.kind === "unknown") {
    return { state: previous?.state ?? "intent", adopted };
  }
  if (isCreated(facts)) return { state: "present", adopted: false };
  const isTaken = verdict === "use-as-is" || (verdict === "adopt" && facts.applied.length > 0);
  return { state: foundState(previous, facts), adopted: adopted || isTaken };
}

function foundState(
  previous: ResourceRow | undefined,
  { observation, planned, applied }: PassFacts,
): RowState {
  if (previous?.state === "present") return "present";
  const verdict = planned?.verdict.kind;
  if (observation?.kind !== "present" || verdict === "create") return "intent";
  const isOurs = observation.ownership.kind === "ours" || verdict === "use-as-is";
  return isOurs || (verdict === "adopt" && applied.length > 0) ? "present" : "intent";
}

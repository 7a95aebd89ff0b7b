import type { ResourceKey } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { functionArn } from "../../aws/arn.ts";
import { absenceAsAbsent } from "../../aws/classify.ts";
import { readLambdaTags } from "../../aws/lambda-tags.ts";
import { getFunction } from "../../aws/one-function.ts";
import type { Identity, Remains } from "../../core/kind.ts";
import type { Ownership } from "../../core/observation.ts";
import { ownershipOf } from "../../core/ownership.ts";
import { toSteps } from "../../core/plan-resource.ts";
import { healthOf } from "./readiness.ts";

export type FunctionRemoval = { readonly kind: "delete" };

/** Versions and aliases go with a function; its mappings and its log group stay. */
export function functionRemains(
  access: AwsAccess,
  key: ResourceKey,
  identity: Identity,
  signal: AbortSignal,
): Promise<Remains> {
  return read(access, key, identity, signal).catch(absenceAsAbsent);
}

async function read(
  access: AwsAccess,
  key: ResourceKey,
  { awsName }: Identity,
  signal: AbortSignal,
): Promise<Remains> {
  const answer = await getFunction(access, awsName, signal);
  const health = healthOf(answer.Configuration ?? {});
  const arn = functionArn(access.target, awsName);
  const action: FunctionRemoval = { kind: "delete" };
  return {
    kind: "present",
    arn,
    ownership: await ownerOf(access, arn, answer, signal),
    ...(health.kind === "progressing" && { busy: { reason: health.reason, afterMs: health.afterMs } }),
    steps: toSteps(key, [{ call: "lambda:DeleteFunction", action }]),
  };
}

/** Tags that are not in the answer are not "no tags": AWS leaves them out for want of a right, and when there are none. */
async function ownerOf(
  access: AwsAccess,
  arn: string,
  { Tags, TagsError }: Pick<Awaited<ReturnType<typeof getFunction>>, "Tags" | "TagsError">,
  signal: AbortSignal,
): Promise<Ownership> {
  if (TagsError !== undefined) return { kind: "unknown", reason: TagsError.Message ?? "they were left out" };
  return ownershipOf(Tags ?? (await readLambdaTags(access, arn, signal)), access.target.instance);
}

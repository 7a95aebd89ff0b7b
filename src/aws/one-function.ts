import { GetFunctionCommand, type GetFunctionCommandOutput } from "@aws-sdk/client-lambda";
import type { Tags } from "../api/resource.ts";
import { CallError } from "../core/call-error.ts";
import type { AwsAccess } from "./access.ts";

type Reach = Pick<AwsAccess, "clients" | "call">;

/** @throws CallError */
export async function getFunction({ clients, call }: Reach, FunctionName: string, signal?: AbortSignal) {
  const lambda = await clients.lambda();
  const command = new GetFunctionCommand({ FunctionName });
  return call("lambda:GetFunction", (options) => lambda.send(command, options), signal);
}

/**
 * A function's tags, by GetFunction: its quota is its own, and larger than what ListTags shares with everything
 * else.
 * @throws CallError; also when AWS left the tags out for want of a right, which is not "no tags"
 */
export async function readFunctionTags(reach: Reach, name: string): Promise<Tags> {
  return tagsOfFunction(await getFunction(reach, name));
}

/** The same of an answer at hand. @throws CallError */
export function tagsOfFunction(answer: Pick<GetFunctionCommandOutput, "Tags" | "TagsError">): Tags {
  const { Tags: tags = {}, TagsError } = answer;
  if (TagsError === undefined) return tags;
  const cause = new Error(TagsError.Message ?? "the tags were left out");
  throw new CallError("lambda:ListTags", { kind: "auth", reason: "AccessDenied" }, cause);
}

import { ListTagsCommand } from "@aws-sdk/client-lambda";
import type { Tags } from "../api/resource.ts";
import type { AwsAccess } from "./access.ts";

/** The tags of a function or a mapping; none, only when AWS says so. @throws CallError */
export async function readLambdaTags(
  { clients, call }: Pick<AwsAccess, "clients" | "call">,
  Resource: string,
  signal?: AbortSignal,
): Promise<Tags> {
  const lambda = await clients.lambda();
  const command = new ListTagsCommand({ Resource });
  const answer = await call("lambda:ListTags", (options) => lambda.send(command, options), signal);
  return answer.Tags ?? {};
}

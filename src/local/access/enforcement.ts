import { AwsError } from "../aws-error.ts";
import { isObject } from "../members.ts";
import type { JsonObject, RawResponse } from "../service.ts";
import type { Access, AuthorizedCall } from "./access.ts";
import { listTagsOf } from "./lambda-authorization.ts";
import { checkEvaluable } from "./policy-check.ts";
import { mayListBucket } from "./s3-authorization.ts";

/** What a guarded operation answers. */
type Run = () => Promise<RawResponse>;

/**
 * Runs a call if its caller may make it; and answers as AWS does where the answer depends on further permissions.
 * @throws AwsError what the call throws, or the refusal
 */
export async function runPermitted(access: Access, call: AuthorizedCall, run: Run): Promise<RawResponse> {
  await access.authorize(call);
  if (call.service === "iam") checkEvaluable(call);
  switch (`${call.service}:${call.operation}`) {
    case "lambda:GetFunction":
      return withPermittedTags(access, call, await run());
    case "s3:GetObject":
    case "s3:HeadObject":
      return run().catch((error: unknown) => {
        throw withoutTellingOfKeys(access, call, error);
      });
    default:
      return run();
  }
}

/** Without ListTags, tags are missing and an error says why. Rule: Lambda API reference, GetFunction. */
function withPermittedTags(access: Access, call: AuthorizedCall, response: RawResponse): RawResponse {
  const need = listTagsOf(call);
  if (access.allows(call, need)) return response;
  const { Tags: _, ...shown } = parse(response.body);
  const TagsError = {
    ErrorCode: "AccessDeniedException",
    Message: access.refusal(call, need).message,
  };
  return { ...response, body: JSON.stringify({ ...shown, TagsError }) };
}

function parse(body: RawResponse["body"]): JsonObject {
  const text = typeof body === "string" ? body : Buffer.from(body ?? []).toString("utf8");
  const value: unknown = JSON.parse(text);
  return isObject(value) ? value : {};
}

/** A key that does not exist is told only to who may list the bucket. Rule: S3 API reference, HeadObject. */
function withoutTellingOfKeys(access: Access, call: AuthorizedCall, error: unknown): unknown {
  if (!(error instanceof AwsError) || error.code !== "NoSuchKey") return error;
  const need = mayListBucket(call);
  return access.allows(call, need) ? error : access.refusal(call, need);
}

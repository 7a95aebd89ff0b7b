import { AwsError } from "../aws-error.ts";
import { validationMessage } from "../members.ts";
import type { Call } from "../service.ts";
import { functionNotFound } from "./errors.ts";

/** A name, a partial ARN or a full one, with or without a qualifier. Rule: Lambda API, FunctionName. */
const pattern =
  /^(?:arn:aws[a-zA-Z-]*:lambda:(?<region>[a-z0-9-]+):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9-_]{1,64})(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]+))?$/;

type Place = Pick<Call, "region" | "accountId">;

/** The unqualified ARN. */
export function functionArn({ region, accountId }: Place, name: string): string {
  return `arn:aws:lambda:${region}:${accountId}:function:${name}`;
}

export interface Target {
  readonly arn: string;
  readonly name: string;
  /** Undefined when none was given, which means $LATEST too. */
  readonly qualifier: string | undefined;
}

/**
 * Which function a request means.
 * @param qualifier of the request, beside the name
 * @returns its unqualified ARN, and the qualifier it was named with
 * @throws AwsError ValidationException for what is no function name; ResourceNotFoundException for one of
 *   another region or account, or with a version or alias, of which there are none here
 */
export function targetOf(text: string, place: Place, qualifier?: string): Target {
  const parts = pattern.exec(text)?.groups;
  const name = parts?.["name"];
  if (parts === undefined || name === undefined) {
    const rule = `Member must satisfy regular expression pattern: ${pattern.source}`;
    throw new AwsError("ValidationException", validationMessage(text, "functionName", rule));
  }
  const isHere = [parts["region"] ?? place.region, parts["account"] ?? place.accountId];
  if (isHere[0] !== place.region || isHere[1] !== place.accountId) {
    throw new AwsError(
      "ResourceNotFoundException",
      `Functions from '${isHere[0]}' are not reachable in this region ('${place.region}')`,
      404,
    );
  }
  const arn = functionArn(place, name);
  const version = parts["qualifier"] ?? qualifier;
  if (version !== undefined && version !== "$LATEST") throw functionNotFound(`${arn}:${version}`);
  return { arn, name, qualifier: version };
}

import type { Members } from "../members.ts";
import { invalidInput, noSuchEntity } from "./errors.ts";

const arnForm = /^arn:aws[\w-]*:iam::(aws|\d{12}):policy\/(?:[\x21-\x7e]+\/)?[\w+=,.@-]+$/;

/**
 * Reads the ARN of a managed policy. AWS's own are all taken to exist; the embedded AWS keeps no customer
 * managed ones, so none exists.
 * @throws AwsError `InvalidInput` for anything that is no policy ARN, `NoSuchEntity`
 */
export function readPolicyArn(members: Members, member: string): string {
  const arn = members.requiredText(member, { min: 20, max: 2048 });
  const owner = arnForm.exec(arn)?.[1];
  if (owner === undefined) throw invalidInput(`ARN ${arn} is not valid.`);
  if (owner !== "aws") {
    throw noSuchEntity(
      `Policy ${arn} does not exist or is not attachable: the embedded AWS has AWS managed policies only.`,
    );
  }
  return arn;
}

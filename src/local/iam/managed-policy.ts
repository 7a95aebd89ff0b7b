import type { Members } from "../members.ts";
import { invalidInput } from "./errors.ts";

const arnForm = /^arn:aws[\w-]*:iam::(aws|\d{12}):policy\/(?:[\x21-\x7e]+\/)?[\w+=,.@-]+$/;

/**
 * Reads the ARN of a managed policy. Every one is taken to exist, AWS's own and those an account would have made
 * elsewhere (permissions boundaries mostly). Where permissions are enforced, one of unknown text is refused before.
 * @throws AwsError `InvalidInput` for anything that is no policy ARN
 */
export function readPolicyArn(members: Members, member: string): string {
  const arn = members.requiredText(member, { min: 20, max: 2048 });
  if (!arnForm.test(arn)) throw invalidInput(`ARN ${arn} is not valid.`);
  return arn;
}

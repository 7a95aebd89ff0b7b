import type { TextRule } from "../members.ts";

/** Rule: CloudWatch Logs API model, LogGroupName, LogStreamName; and AssociateKmsKey, which takes keys, not aliases. */
export const groupNameRule: TextRule = { min: 1, max: 512, pattern: /[.\-_/#A-Za-z0-9]+/ };
export const streamNameRule: TextRule = { min: 1, max: 512, pattern: /[^:*]*/ };
export const groupIdentifierRule: TextRule = { min: 1, max: 2048, pattern: /[\w#+=/:,.@\-*]*/ };
export const kmsKeyRule: TextRule = {
  max: 256,
  pattern: /arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/.+/,
};

export interface LogOwner {
  readonly region: string;
  readonly accountId: string;
}

/** Without the `:*` that the older `arn` member ends in. */
export function groupArn({ region, accountId }: LogOwner, group: string): string {
  return `arn:aws:logs:${region}:${accountId}:log-group:${group}`;
}

export function streamArn(owner: LogOwner, group: string, stream: string): string {
  return `${groupArn(owner, group)}:log-stream:${stream}`;
}

/**
 * The group an identifier means: a name, or an ARN with or without `:*`.
 * @returns undefined for an ARN of another account, region or kind of resource
 */
export function groupNameOf(owner: LogOwner, identifier: string): string | undefined {
  if (!identifier.startsWith("arn:")) return identifier;
  const prefix = groupArn(owner, "");
  if (!identifier.startsWith(prefix)) return undefined;
  const name = identifier.slice(prefix.length).replace(/:\*$/, "");
  return name.includes(":") ? undefined : name;
}

import { createHash } from "node:crypto";

/** CloudWatch Logs allows 512 characters, without `:` and `*`. */
const maxLength = 512;

/**
 * The log stream of an execution: its id, with what CloudWatch Logs forbids written as `%XX`. Ids that would
 * be too long end in a digest, so that no two executions ever share a stream.
 */
export function logStreamName(executionId) {
  const name = executionId.replace(/[:*%\p{Cc}\p{Cs}]/gu, (character) => {
    const code = character.codePointAt(0).toString(16).toUpperCase();
    return code.length > 2 ? `%u${code.padStart(4, "0")}` : `%${code.padStart(2, "0")}`;
  });
  if (name.length <= maxLength) return name;
  const digest = createHash("sha256").update(name).digest("hex");
  return `${name.slice(0, maxLength - digest.length - 2).replace(/\p{Cs}$/u, "")}%~${digest}`;
}

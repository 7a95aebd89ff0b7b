import { parseArgs } from "node:util";

/** What was asked for cannot be done. */
export class UsageError extends Error {}

export const usage =
  "usage: make aws-smoke ACCOUNT=<12 digits> REGION=<region> [ENDPOINT=<url>]\n" +
  "It creates a few resources in that account, for some cents, and removes them again.";

/**
 * @returns the account that the caller means, where, and where the report goes
 * @throws UsageError without an account and a region that are spelled out: neither is guessed from the machine
 */
export function readOptions(args) {
  const { account = "", region = "", endpoint, report = "aws-smoke-report.json" } = parse(args);
  if (!/^\d{12}$/.test(account)) throw new UsageError("ACCOUNT must be the 12 digits of the account to use");
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) throw new UsageError("REGION must name a region");
  if (endpoint !== undefined && !/^https?:\/\/[^/]/.test(endpoint)) {
    throw new UsageError("ENDPOINT must be the URL of an emulator, http://… or https://…");
  }
  return { account, region, report, endpoint };
}

function parse(args) {
  const text = { type: "string" };
  const options = { account: text, region: text, endpoint: text, report: text };
  try {
    return parseArgs({ args, options }).values;
  } catch (cause) {
    throw new UsageError(cause.message, { cause });
  }
}

import { AwsError } from "../aws-error.ts";
import type { WireRequest } from "./wire.ts";

/**
 * Refuses what a web page sends. Signatures are not verified here and functions run as processes of this
 * machine, so any page the developer visits could otherwise post a function to the loopback port and have
 * it run. Browsers mark such requests with `Origin` or `Sec-Fetch-Site`; AWS's clients send neither.
 * @throws AwsError `AccessDenied`
 */
export function refuseBrowsers({ headers }: Pick<WireRequest, "headers">): void {
  const site = headers["sec-fetch-site"];
  if (headers["origin"] === undefined && (site === undefined || site === "none")) return;
  throw new AwsError("AccessDenied", "the embedded AWS does not serve web pages", 403);
}

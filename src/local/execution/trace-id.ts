import { randomBytes } from "node:crypto";

/**
 * A trace header for an invocation whose caller sent none; nothing is sampled, as there is no X-Ray here.
 * @param nowMs epoch milliseconds
 */
export function makeTraceId(nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000)
    .toString(16)
    .padStart(8, "0");
  const root = `1-${seconds}-${randomBytes(12).toString("hex")}`;
  return `Root=${root};Parent=${randomBytes(8).toString("hex")};Sampled=0`;
}

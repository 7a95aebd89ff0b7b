import type { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { describe, expect, it } from "vitest";
import { compileFilterPattern } from "../../../src/local/logs/filter-pattern.ts";
import { readComplaints } from "../../../src/tracking/subscriber-logs.ts";

const complaints = [
  "2026-01-01T00:00:00Z 1-2 ERROR Uncaught Exception",
  "[ERROR] Runtime.ImportModuleError: Unable to import module",
  "2026-01-01T00:00:00Z 1-2 Task timed out after 3.00 seconds",
  "RequestId: 1-2 Error: Runtime exited with error: exit status 1",
  "REPORT RequestId: 1-2 Duration: 3 ms Status: timeout",
  '{"level":"ERROR","message":"no such file"}',
  '{"level":"FATAL","message":"out of memory"}',
];

/** A log group that holds these lines, one a page. */
function logsWith(lines: readonly string[]): CloudWatchLogsClient {
  const send = async ({ input }: FilterLogEventsCommand) => {
    const at = Number(input.nextToken ?? 0);
    const line = lines[at] ?? "";
    const passes = compileFilterPattern(input.filterPattern ?? "")(line);
    return {
      events: passes ? [{ timestamp: 0, message: `${line}\n` }] : [],
      ...(at + 1 < lines.length && { nextToken: String(at + 1) }),
    };
  };
  return { send } as unknown as CloudWatchLogsClient;
}

describe("what subscribers complained of", () => {
  it.each(complaints)("is found: %s", async (line) => {
    const logs = logsWith(["START RequestId: 1-2", line]);

    const [found] = await readComplaints(logs, [{ function: "f", logGroup: "/aws/lambda/f" }], 0);

    expect(found?.lines).toEqual([{ timestamp: "1970-01-01T00:00:00.000Z", message: line }]);
  });

  it("is nothing where a level is only spoken of", async () => {
    const logs = logsWith(['{"level":"INFO","message":"not FATAL"}']);

    expect(await readComplaints(logs, [{ function: "f", logGroup: "g" }], 0)).toEqual([
      { function: "f", lines: [] },
    ]);
  });
});

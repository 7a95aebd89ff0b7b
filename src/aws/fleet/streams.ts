import { ListStreamsCommand, type StreamSummary } from "@aws-sdk/client-kinesis";
import type { ListDeps } from "./list-deps.ts";
import { allPages } from "./pages.ts";
import { toRows } from "./rows.ts";

export const streamPageSize = 100;

/** All streams of the target, by name: status, mode and when they were made; nothing else. */
export async function listStreams({ clients, clock, call }: ListDeps) {
  const kinesis = await clients.kinesis();
  const rows = await allPages<StreamSummary>(clock, "kinesis:ListStreams", async (token) => {
    const command = new ListStreamsCommand({ Limit: streamPageSize, NextToken: token });
    const answer = await call("kinesis:ListStreams", (options) => kinesis.send(command, options));
    return {
      items: answer.StreamSummaries ?? [],
      next: answer.HasMoreStreams ? answer.NextToken : undefined,
    };
  });
  return toRows(rows, (row) => row.StreamName);
}

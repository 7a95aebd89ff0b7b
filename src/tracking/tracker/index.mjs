import { readFileSync } from "node:fs";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { createTracker } from "./tracker.mjs";

const settings = JSON.parse(readFileSync(new URL("./settings.json", import.meta.url), "utf8"));

export const handler = createTracker({
  logs: new CloudWatchLogsClient({ maxAttempts: 8, customUserAgent: "xflow-tracker" }),
  logGroup: settings.logGroup,
  streamPrefix: process.env.XFLOW_STREAM_PREFIX ?? "",
});

import type { Right } from "../core/rights.ts";

const put = "kinesis:PutRecord";

/** What `xflow -p` needs. */
export const publishRights: readonly Right[] = [
  { actions: [put], on: "own-streams" },
  { actions: ["kms:GenerateDataKey"], on: "stream-keys", within: [put] },
];

/** What `xflow -t` needs: the tracker's log, and what the functions in charge complained of. */
export const trackRights: readonly Right[] = [
  { actions: ["logs:GetLogEvents"], on: "tracker-log-streams" },
  { actions: ["logs:FilterLogEvents"], on: "function-log-groups" },
];

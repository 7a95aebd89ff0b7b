import type { Right } from "../core/rights.ts";
import {
  networkActions,
  publishActions,
  readStreamActions,
  traceActions,
  writeLogActions,
} from "./permissions.ts";

/**
 * All that roles xflow generates may ever need, on anything of ours: the boundary. A role is allowed what its
 * policies and the boundary both allow.
 */
export const boundaryRights: readonly Right[] = [
  { actions: writeLogActions, on: "own-log-streams" },
  { actions: [...readStreamActions, ...publishActions], on: "own-streams" },
  { actions: ["kinesis:ListStreams"], on: "any" },
  { actions: ["kms:Decrypt", "kms:GenerateDataKey"], on: "stream-keys" },
  { actions: ["sqs:SendMessage"], on: "failure-queues" },
  { actions: ["sns:Publish"], on: "failure-topics" },
  { actions: ["s3:ListBucket"], on: "failure-buckets" },
  { actions: ["s3:PutObject"], on: "failure-objects" },
  { actions: [...networkActions, ...traceActions], on: "any" },
];

import type { Scenario } from "../support/step.ts";
import { dynamodb } from "./dynamodb.ts";
import { iam } from "./iam.ts";
import { kinesis } from "./kinesis.ts";
import { lambda } from "./lambda.ts";
import { logs } from "./logs.ts";
import { s3 } from "./s3.ts";
import { sqs } from "./sqs.ts";
import { sts } from "./sts.ts";
import { tagging } from "./tagging.ts";

/** One scenario a service; each runs on an embedded AWS of its own. */
export const scenarios: readonly Scenario[] = [lambda, kinesis, logs, dynamodb, iam, s3, sqs, sts, tagging];

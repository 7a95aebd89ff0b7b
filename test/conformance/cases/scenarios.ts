import type { Scenario } from "../support/step.ts";
import { dynamodb } from "./dynamodb.ts";
import { iam } from "./iam.ts";
import { logs } from "./logs.ts";
import { sts } from "./sts.ts";
import { tagging } from "./tagging.ts";

/** One scenario a service; each runs on an embedded AWS of its own. */
export const scenarios: readonly Scenario[] = [dynamodb, iam, logs, sts, tagging];

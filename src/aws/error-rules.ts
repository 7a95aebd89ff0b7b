import type { ErrorRule } from "./error-rule.ts";
import { anywhereRules } from "./error-rules/anywhere.ts";
import { iamRules } from "./error-rules/iam.ts";
import { kinesisRules } from "./error-rules/kinesis.ts";
import { lambdaRules } from "./error-rules/lambda.ts";
import { logsRules } from "./error-rules/logs.ts";
import { s3Rules } from "./error-rules/s3.ts";
import { stsRules } from "./error-rules/sts.ts";
import { tagRules } from "./error-rules/tag.ts";

/** What is known of errors, in order: the first row that fits decides. */
export const errorRules: readonly ErrorRule[] = [
  ...lambdaRules,
  ...kinesisRules,
  ...iamRules,
  ...logsRules,
  ...stsRules,
  ...tagRules,
  ...s3Rules,
  ...anywhereRules,
];

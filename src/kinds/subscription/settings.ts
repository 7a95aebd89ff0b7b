import type { SubscriptionFields } from "./desired.ts";
import { settingFields } from "./diff.ts";
import type { SettingField } from "./plan.ts";

/** Members of CreateEventSourceMapping's and UpdateEventSourceMapping's requests. */
export interface Settings {
  readonly BatchSize?: number;
  readonly MaximumBatchingWindowInSeconds?: number;
  readonly ParallelizationFactor?: number;
  readonly MaximumRetryAttempts?: number;
  readonly MaximumRecordAgeInSeconds?: number;
  readonly BisectBatchOnFunctionError?: boolean;
  readonly FunctionResponseTypes?: "ReportBatchItemFailures"[];
  readonly FilterCriteria?: { readonly Filters?: { readonly Pattern: string }[] };
  readonly DestinationConfig?: { readonly OnFailure: { readonly Destination: string } };
  readonly Enabled?: boolean;
}

/** What a field is sent as. An absent member means "unchanged" to AWS: to unset is to send the empty value. */
const members: { readonly [Field in SettingField]: (fields: SubscriptionFields) => Settings } = {
  batchSize: ({ batchSize }) => ({ BatchSize: batchSize }),
  batchWindowSeconds: (fields) => ({ MaximumBatchingWindowInSeconds: fields.batchWindowSeconds }),
  parallelizationFactor: (fields) => ({ ParallelizationFactor: fields.parallelizationFactor }),
  maxRetryAttempts: ({ maxRetryAttempts }) => ({ MaximumRetryAttempts: maxRetryAttempts }),
  maxRecordAgeSeconds: ({ maxRecordAgeSeconds }) => ({ MaximumRecordAgeInSeconds: maxRecordAgeSeconds }),
  bisectOnError: ({ bisectOnError }) => ({ BisectBatchOnFunctionError: bisectOnError }),
  reportBatchItemFailures: ({ reportBatchItemFailures }) => ({
    FunctionResponseTypes: reportBatchItemFailures ? ["ReportBatchItemFailures"] : [],
  }),
  filter: ({ filter }) => ({
    FilterCriteria:
      filter.length === 0 ? {} : { Filters: filter.map((pattern) => ({ Pattern: JSON.stringify(pattern) })) },
  }),
  onFailureArn: ({ onFailureArn = "" }) => ({
    DestinationConfig: { OnFailure: { Destination: onFailureArn } },
  }),
  enabled: ({ enabled }) => (enabled === undefined ? {} : { Enabled: enabled }),
};

/** The members that set these fields. */
export function toSettings(fields: SubscriptionFields, only: readonly SettingField[]): Settings {
  return Object.assign({}, ...only.map((field) => members[field](fields)));
}

/** The members for a new mapping: what is empty from the start is not sent. */
export function toNewSettings(fields: SubscriptionFields): Settings {
  const isEmpty: Partial<Record<SettingField, boolean>> = {
    filter: fields.filter.length === 0,
    onFailureArn: fields.onFailureArn === undefined,
    reportBatchItemFailures: !fields.reportBatchItemFailures,
  };
  const paths = settingFields.map(({ path }) => path);
  return toSettings(
    fields,
    paths.filter((path) => isEmpty[path] !== true),
  );
}

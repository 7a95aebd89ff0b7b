import { AwsError } from "../aws-error.ts";
import { unsupported } from "./errors.ts";

/** What can be set on a queue; everything else is refused. */
export interface QueueSettings {
  readonly VisibilityTimeout: number;
  readonly DelaySeconds: number;
  readonly ReceiveMessageWaitTimeSeconds: number;
  readonly MessageRetentionPeriod: number;
  /** Bytes. */
  readonly MaximumMessageSize: number;
}

type SettingName = keyof QueueSettings;

/** Seconds, and bytes for the size. Rule: SQS API, SetQueueAttributes. */
const settings: Readonly<Record<SettingName, { min: number; max: number; byDefault: number }>> = {
  VisibilityTimeout: { min: 0, max: 43_200, byDefault: 30 },
  DelaySeconds: { min: 0, max: 900, byDefault: 0 },
  ReceiveMessageWaitTimeSeconds: { min: 0, max: 20, byDefault: 0 },
  MessageRetentionPeriod: { min: 60, max: 1_209_600, byDefault: 345_600 },
  MaximumMessageSize: { min: 1024, max: 1_048_576, byDefault: 1_048_576 },
};

/** Known to SQS, but not honoured here. */
const otherSettings = [
  ...["Policy", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds"],
  ...["SqsManagedSseEnabled", "FifoQueue", "ContentBasedDeduplication", "DeduplicationScope"],
  "FifoThroughputLimit",
];

export const defaultSettings: QueueSettings = {
  VisibilityTimeout: settings.VisibilityTimeout.byDefault,
  DelaySeconds: settings.DelaySeconds.byDefault,
  ReceiveMessageWaitTimeSeconds: settings.ReceiveMessageWaitTimeSeconds.byDefault,
  MessageRetentionPeriod: settings.MessageRetentionPeriod.byDefault,
  MaximumMessageSize: settings.MaximumMessageSize.byDefault,
};

/**
 * Reads `Attributes`.
 * @returns only the settings given
 * @throws AwsError `UnsupportedOperation`, `InvalidAttributeName`, `InvalidAttributeValue`
 */
export function readSettings(attributes: Readonly<Record<string, string>>): Partial<QueueSettings> {
  const read = Object.entries(attributes).map(([name, text]) => {
    if (otherSettings.includes(name)) throw unsupported(`The attribute ${name}`);
    if (!isSetting(name)) throw new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
    const { min, max } = settings[name];
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new AwsError(
        "InvalidAttributeValue",
        `Invalid value for the parameter ${name}: ${min} to ${max} is allowed.`,
      );
    }
    return [name, value] as const;
  });
  return Object.fromEntries(read);
}

const isSetting = (name: string): name is SettingName => Object.hasOwn(settings, name);

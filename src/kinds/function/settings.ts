import type { FunctionFields } from "./desired.ts";
import { configurationFields } from "./diff.ts";
import type { ConfigurationField } from "./plan.ts";

/** Members of CreateFunction's and UpdateFunctionConfiguration's requests. */
export interface Settings {
  readonly Handler?: string;
  readonly Runtime?: string;
  readonly Description?: string;
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly EphemeralStorage?: { readonly Size: number };
  readonly Environment?: { readonly Variables: Readonly<Record<string, string>> };
  readonly Layers?: readonly string[];
  readonly VpcConfig?: {
    readonly SubnetIds: readonly string[];
    readonly SecurityGroupIds: readonly string[];
  };
  readonly Role?: string;
  readonly TracingConfig?: { readonly Mode: string };
  readonly LoggingConfig?: { readonly LogFormat: string; readonly LogGroup: string };
}

/** What a field is sent as. An absent member means "unchanged" to AWS: to unset is to send the empty value. */
const members: { readonly [Field in ConfigurationField]: (fields: FunctionFields) => Settings } = {
  handler: ({ handler }) => ({ Handler: handler }),
  runtime: ({ runtime }) => ({ Runtime: runtime }),
  description: ({ description }) => ({ Description: description }),
  timeoutSeconds: ({ timeoutSeconds }) => ({ Timeout: timeoutSeconds }),
  memoryMb: ({ memoryMb }) => ({ MemorySize: memoryMb }),
  ephemeralStorageMb: ({ ephemeralStorageMb }) => ({ EphemeralStorage: { Size: ephemeralStorageMb } }),
  environment: ({ environment }) => ({ Environment: { Variables: environment } }),
  layers: ({ layers }) => ({ Layers: layers }),
  vpc: ({ vpc }) => ({
    VpcConfig: { SubnetIds: vpc?.subnetIds ?? [], SecurityGroupIds: vpc?.securityGroupIds ?? [] },
  }),
  role: ({ role }) => ({ Role: role }),
  tracing: ({ tracing }) => ({ TracingConfig: { Mode: tracing } }),
  logFormat: logging,
  logGroup: logging,
};

/** The two go together: one without the other would reset it. */
function logging({ logFormat, logGroup }: FunctionFields): Settings {
  return { LoggingConfig: { LogFormat: logFormat, LogGroup: logGroup } };
}

/** The members that set these fields. */
export function toSettings(fields: FunctionFields, only: readonly ConfigurationField[]): Settings {
  return Object.assign({}, ...only.map((field) => members[field](fields)));
}

/** The members for a new function, which is in no VPC unless told. */
export function toNewSettings(fields: FunctionFields): Settings {
  const all = configurationFields.map(({ path }) => path);
  return toSettings(
    fields,
    all.filter((path) => path !== "vpc" || fields.vpc !== undefined),
  );
}

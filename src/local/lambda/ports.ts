/** What Lambda's control plane reads from its neighbours. */

/** S3, for `Code: { S3Bucket, S3Key, S3ObjectVersion }`. */
export interface ObjectReader {
  /** @throws AwsError `NoSuchBucket`, `NoSuchKey`; `PermanentRedirect` for a bucket of another region */
  read(object: ObjectName): Promise<Uint8Array>;
}

export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
  /** Undefined is the current one. */
  readonly versionId: string | undefined;
  /** Of the function: its code lies in the same. */
  readonly region: string;
}

/** IAM, for the execution role. */
export interface RoleReader {
  /** Whether the role exists, trusts lambda.amazonaws.com, and is old enough to have propagated. */
  isAssumableByLambda(roleArn: string): boolean;
}

/**
 * Tags of event source mappings, which share Lambda's tag operations but are kept elsewhere. All throw AwsError
 * `ResourceNotFoundException` for a mapping that does not exist.
 */
export interface MappingTags {
  tagsOf(mappingArn: string): Readonly<Record<string, string>>;
  tag(mappingArn: string, tags: Readonly<Record<string, string>>): Promise<void>;
  untag(mappingArn: string, keys: readonly string[]): Promise<void>;
}

/** Runs functions; the execution implements it. */
export interface FunctionRunner {
  /** @throws Error named `BadZipError`, in Lambda's words, when Lambda would not take these bytes as code */
  inspect(zip: Uint8Array): Promise<void>;
  /** Resolves when the function has answered, failed or been throttled, and its log lines are readable. */
  invoke(fn: RunnableFunction, payload: Uint8Array, options: InvokeOptions): Promise<InvokeResult>;
  /** Ends every sandbox of a function, busy ones too, and forgets its unpacked code. */
  retire(functionArn: string): Promise<void>;
}

/** A function as its sandboxes need it. */
export interface RunnableFunction {
  /** Unqualified. */
  readonly arn: string;
  readonly name: string;
  /** The execution role's ARN. */
  readonly role: string;
  readonly region: string;
  /** e.g. `nodejs22.x`; a `nodejs*`, `python*` or `provided*` one. */
  readonly runtime: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logging: LoggingSettings;
  /** 0 throttles everything; undefined leaves it to the account's limit. */
  readonly reservedConcurrency: number | undefined;
  readonly code: {
    /** Identifies the bytes. */
    readonly sha256: string;
    read(): Promise<Uint8Array>;
  };
  /** Differs whenever a warm sandbox of the earlier function may not be reused. */
  readonly revision: string;
}

export interface LoggingSettings {
  readonly format: "Text" | "JSON";
  readonly group: string;
  /** TRACE, DEBUG, INFO, WARN, ERROR or FATAL; of JSON only. */
  readonly applicationLevel: string;
  /** DEBUG, INFO or WARN; of JSON only. */
  readonly systemLevel: string;
}

export interface InvokeOptions {
  readonly requestId: string;
  /** `X-Amzn-Trace-Id` of the caller; one is made when absent. */
  readonly traceId?: string;
  /** JSON, decoded from `X-Amz-Client-Context`. */
  readonly clientContext?: string;
  /** Gives up waiting for a free sandbox; a function that has begun runs on. */
  readonly signal?: AbortSignal;
}

export type InvokeResult =
  | { readonly kind: "returned"; readonly payload: Uint8Array; readonly log: string }
  /** It threw, timed out, died or could not be initialised; `payload` is the error document. */
  | { readonly kind: "failed"; readonly payload: Uint8Array; readonly log: string }
  /** Reserved concurrency is used up. */
  | { readonly kind: "throttled" };

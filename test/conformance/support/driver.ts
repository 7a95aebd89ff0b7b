import type { JsonObject } from "../../../src/local/service.ts";

/** A call in the API model's words. */
export interface DriverCall {
  readonly service: string;
  readonly operation: string;
  readonly input: JsonObject;
  /** See `Step.stream`. */
  readonly stream?: string | undefined;
}

/** How a client ended a call. */
export type DriverOutcome =
  | { readonly kind: "answer"; readonly output: JsonObject }
  | { readonly kind: "error"; readonly code: string; readonly message: string };

/** A stock client of AWS. */
export interface Driver {
  call(call: DriverCall): Promise<DriverOutcome>;
  stop(): Promise<void>;
}

/** The environment in which a stock client talks to the embedded AWS, and to nothing else. */
export function clientEnvironment(endpoint: string): NodeJS.ProcessEnv {
  const { AWS_PROFILE: _profile, AWS_SESSION_TOKEN: _token, ...environment } = process.env;
  return {
    ...environment,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_REGION: "us-east-1",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_MAX_ATTEMPTS: "1",
    AWS_PAGER: "",
  };
}

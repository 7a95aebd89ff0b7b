/** Everything the process learns from its environment. Flags win over it; manifests never do. */
export interface EnvironmentSettings {
  /** `REGION`, `LAMBDA_EXECUTION_ROLE_NAME`, `LAMBDA_TIMEOUT_TIME`: the original's, for seed flow files. */
  readonly seedOverrides: {
    readonly region?: string;
    readonly roleName?: string;
    readonly timeoutSeconds?: number;
  };
  /** `AWS_REGION`, then `AWS_DEFAULT_REGION`. */
  readonly region?: string;
  /** `AWS_ENDPOINT_URL` */
  readonly endpointUrl?: string;
}

/** A variable holds what it cannot mean. */
export class EnvironmentVariableError extends Error {
  constructor(name: string, value: string, expected: string) {
    super(`${name}=${value} in the environment: expected ${expected}`);
    this.name = "EnvironmentVariableError";
  }
}

/** @throws EnvironmentVariableError */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): EnvironmentSettings {
  const region = env["AWS_REGION"] || env["AWS_DEFAULT_REGION"];
  const endpointUrl = env["AWS_ENDPOINT_URL"];
  return {
    seedOverrides: readSeedOverrides(env),
    ...(region && { region }),
    ...(endpointUrl && { endpointUrl }),
  };
}

function readSeedOverrides(env: Readonly<Record<string, string | undefined>>) {
  const region = env["REGION"];
  const roleName = env["LAMBDA_EXECUTION_ROLE_NAME"];
  const timeout = env["LAMBDA_TIMEOUT_TIME"];
  return {
    ...(region && { region }),
    ...(roleName && { roleName }),
    ...(timeout && { timeoutSeconds: wholeSeconds("LAMBDA_TIMEOUT_TIME", timeout) }),
  };
}

function wholeSeconds(name: string, value: string): number {
  const seconds = Number(value);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 900) {
    throw new EnvironmentVariableError(name, value, "whole seconds from 1 to 900");
  }
  return seconds;
}

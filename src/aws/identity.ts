import type { Target } from "../core/kind.ts";
import { partitionOf } from "./arn.ts";
import type { Clients } from "./clients.ts";
import type { SignIn } from "./sign-in.ts";

/** The credentials belong to another account than the manifests are meant for. Nothing was called there. */
export class WrongAccountError extends Error {
  readonly expected: string;
  readonly actual: string;

  constructor(environment: string, expected: string, actual: string) {
    super(
      `environment ${environment} is meant for account ${expected}, but the credentials belong to ${actual}: check AWS_PROFILE or assumeRoleArn`,
    );
    this.name = "WrongAccountError";
    this.expected = expected;
    this.actual = actual;
  }
}

/** No region is known for an environment. */
export class NoRegionError extends Error {
  constructor(environment: string, options?: ErrorOptions) {
    super(`environment ${environment} has no region: set it there, or AWS_REGION, or the profile's`, options);
    this.name = "NoRegionError";
  }
}

export interface TargetOptions {
  readonly instance: string;
  /** The environment's name, for messages. */
  readonly environment: string;
  /** The guard: the only account that may be touched. */
  readonly accountId?: string;
  readonly clients: Pick<Clients, "sts">;
  readonly signIn: Pick<SignIn, "caller">;
}

/**
 * Where the credentials lead: one GetCallerIdentity, which needs no permission.
 * @throws WrongAccountError, NoRegionError; CallError when the credentials are missing or refused
 */
export async function resolveTarget(options: TargetOptions): Promise<Target> {
  const { instance, environment } = options;
  const sts = await options.clients.sts();
  const region = await sts.config.region().catch((cause: unknown) => {
    throw new NoRegionError(environment, { cause });
  });
  const { accountId, arn } = await options.signIn.caller();
  if (options.accountId !== undefined && options.accountId !== accountId) {
    throw new WrongAccountError(environment, options.accountId, accountId);
  }
  return { instance, accountId, region, partition: partitionOf(arn) };
}

import { UsageError } from "./exit.ts";

/** How the SDK and xflow say that AWS is not set up on this machine, and what helps. */
const remedies: readonly (readonly [said: RegExp, remedy: string])[] = [
  [
    /^Region is missing$| has no region:/,
    "no region is known: name it in the Environment, set AWS_REGION, or give --region",
  ],
  [/CredentialsProviderError/, "no credentials were found: set AWS_PROFILE, or what else the AWS SDK reads"],
];

/** Whoever forgets `--local` meets a missing region or missing credentials first. Other errors stay as they are. */
export function withSetupRemedy(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const said = `${error.name}: ${error.message}`;
  const found = remedies.find(([pattern]) => pattern.test(error.message) || pattern.test(said));
  if (found === undefined) return error;
  return new UsageError(`${found[1]}; or --local, for the embedded AWS`, { cause: error });
}

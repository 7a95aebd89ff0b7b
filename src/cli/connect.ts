import type { Connection } from "../app.ts";
import type { EnvironmentSettings } from "../config.ts";
import { UsageError } from "./exit.ts";

export interface ConnectionOptions {
  readonly local?: true;
  readonly endpointUrl?: string;
  readonly region?: string;
  readonly instance: string;
}

/** Above this, more calls no longer make it sooner. */
const localPace = 4;
const localEndpoint = "http://127.0.0.1:4566";

/**
 * @throws UsageError with `--local` when no embedded AWS answers
 */
export async function connect(
  options: ConnectionOptions,
  environment: EnvironmentSettings,
): Promise<Connection> {
  const { instance, local = false } = options;
  const endpointUrl = options.endpointUrl ?? environment.endpointUrl ?? (local ? localEndpoint : undefined);
  const region = options.region ?? environment.region ?? (local ? "us-east-1" : undefined);
  if (local && endpointUrl !== undefined) await expectAnswer(endpointUrl);
  const pace = local ? { pace: localPace } : {};
  return { instance, local, ...pace, ...(endpointUrl && { endpointUrl }), ...(region && { region }) };
}

async function expectAnswer(endpointUrl: string): Promise<void> {
  try {
    await fetch(endpointUrl, { signal: AbortSignal.timeout(5_000) });
  } catch (cause) {
    throw new UsageError(
      `no embedded AWS answers on ${endpointUrl}: start it with 'xflow local' in another terminal`,
      { cause },
    );
  }
}

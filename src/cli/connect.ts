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
const defaultLocalEndpoint = "http://127.0.0.1:4566";

/** Where the embedded AWS answers, or will. */
export function localEndpoint(options: ConnectionOptions, environment: EnvironmentSettings): string {
  return options.endpointUrl ?? environment.endpointUrl ?? defaultLocalEndpoint;
}

/**
 * @param own.isStarted the embedded AWS will be started by this process, and need not answer yet
 * @throws UsageError with `--local` when no embedded AWS answers
 */
export async function connect(
  options: ConnectionOptions,
  environment: EnvironmentSettings,
  own: { readonly isStarted: boolean } = { isStarted: false },
): Promise<Connection> {
  const { instance, local = false } = options;
  const asked = options.endpointUrl ?? environment.endpointUrl;
  const endpointUrl = local ? localEndpoint(options, environment) : asked;
  const region = options.region ?? environment.region ?? (local ? "us-east-1" : undefined);
  if (local && !own.isStarted) await expectAnswer(localEndpoint(options, environment));
  const pace = local ? { pace: localPace } : {};
  return { instance, local, ...pace, ...(endpointUrl && { endpointUrl }), ...(region && { region }) };
}

/** Whether anything answers there. */
export async function isAnswering(endpointUrl: string): Promise<boolean> {
  try {
    await fetch(endpointUrl, { signal: AbortSignal.timeout(5_000) });
    return true;
  } catch {
    return false;
  }
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

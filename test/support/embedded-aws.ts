import { createLocalAws, type LocalAws } from "../../src/local/local-aws.ts";
import type { LocalAwsOptions } from "../../src/local/options.ts";

/** The embedded AWS on a free port, for tests that talk to it over HTTP. @throws as createLocalAws does */
export function startEmbeddedAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  return createLocalAws({ port: 0, ...options });
}

import type { ResourceKey } from "../../src/api/resource.ts";
import { functionManifest, manifest } from "./desired-set.ts";

/** One of each kind, by the names that foreign changes go for. */
export function oneOfEach(policy: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, string>> {
  const described = {
    role: "runner",
    reservedConcurrency: 2,
    timeoutSeconds: 3,
    environment: { LEVEL: "debug" },
    logging: { retentionDays: 7 },
  };
  const mapping = { event: "Words", function: "counter", enabled: true };
  return {
    "environment.yaml": manifest("Environment", "default", { defaults: { tags: { team: "x" } } }),
    "flow.yaml": [
      manifest("Role", "runner", {}, { policy }),
      manifest("Stream", "Words", {}, { policy }),
      functionManifest("counter", described, { policy }),
      manifest("Subscription", "Words:counter", mapping, { policy }),
    ].join(""),
  };
}

/** The keys of `oneOfEach`. */
export const keys = {
  Role: "default/Role/runner",
  LogGroup: "default/LogGroup/lambda:counter",
  Stream: "default/Stream/Words",
  Function: "default/Function/counter",
  Subscription: "default/Subscription/Words:counter",
} as const satisfies Readonly<Record<string, ResourceKey>>;

import { channel } from "node:diagnostics_channel";
import { createModels } from "../../../src/local/model/models.ts";
import { problemsOf } from "../../../src/local/model/problems.ts";
import type { JsonObject } from "../../../src/local/service.ts";

/** Tells the watch of a call that xflow's code makes past the SDK and the wire. */
export type ObserveSdkCall = (service: string, operation: string, input: JsonObject) => void;

export function createSdkObserver(): ObserveSdkCall {
  const models = createModels();
  const observed = channel("xflow.local.call");
  return (service, operation, input) => {
    const model = models.of(service);
    if (model === undefined || !observed.hasSubscribers) return;
    const problems = problemsOf(model, operation, input, "sdk").map(({ text }) => text);
    observed.publish({ service, operation, input, userAgent: "xflow/direct", problems });
  };
}

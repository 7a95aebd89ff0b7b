import { channel } from "node:diagnostics_channel";
import { createModels } from "../model/models.ts";
import { problemsOf } from "../model/problems.ts";
import { isRefusedByModel, refusalOf } from "../model/refusal.ts";
import type { JsonObject } from "../service.ts";
import type { BoundCall } from "./bound-call.ts";

/** What subscribers of the channel `xflow.local.call` are told of each call, before it runs. */
export interface ObservedCall {
  readonly service: string;
  readonly operation: string;
  readonly input: JsonObject;
  readonly userAgent: string;
  /** What AWS's published model does not allow in it. */
  readonly problems: readonly string[];
}

/** @throws AwsError for a request that AWS's published API model refuses, as the service words it */
export type ModelCheck = (call: BoundCall, userAgent: string) => void;

export function createModelCheck(): ModelCheck {
  const models = createModels();
  const observed = channel("xflow.local.call");
  return (call, userAgent) => {
    const { service, operation } = call;
    if (!observed.hasSubscribers && !isRefusedByModel(service)) return;
    const model = models.of(service);
    if (model === undefined || !Object.hasOwn(model.table.operations, operation)) return;
    const input = call.input();
    const problems = problemsOf(model, operation, input, call.form);
    const texts = problems.map(({ path, text }) => (text.includes(`'${path}'`) ? text : `${path}: ${text}`));
    if (observed.hasSubscribers) {
      observed.publish({ service, operation, input, userAgent, problems: texts } satisfies ObservedCall);
    }
    const refusal = refusalOf(service, problems);
    if (refusal !== undefined) throw refusal;
  };
}

import { z } from "zod";
import { retentionDays, streamName, workflowId } from "./aws-value.ts";
import { manifestOf } from "./envelope.ts";
import { roleReference } from "./function.ts";
import { namelessPolicy } from "./policy.ts";

const spec = z.strictObject({
  flow: z
    .array(streamName)
    .min(1)
    .superRefine((events, context) => {
      for (const [index, event] of events.entries()) {
        if (events.indexOf(event) === index) continue;
        const message = `${event} is in the flow twice`;
        context.addIssue({ code: "custom", path: [index], message, params: { code: "DuplicateEvent" } });
      }
    })
    .describe("The events of an execution, in order."),
  tracker: z
    .strictObject({
      retentionDays: retentionDays.optional().describe("How long executions can be tracked. Default 7."),
      role: roleReference.optional(),
    })
    .optional()
    .describe("The function that records executions."),
});

/** A tracked flow of events. */
export const workflowManifest = manifestOf("Workflow", workflowId, spec, namelessPolicy).describe(
  "A flow of events whose executions are tracked: a log group, a tracker function, a subscription per event.",
);

export type WorkflowManifest = z.infer<typeof workflowManifest>;

import type { KindRights } from "../../core/rights.ts";

/** What the calls on event source mappings need. A mapping is made without a name, so nothing else narrows it. */
export const subscriptionRights: KindRights = {
  read: [
    { actions: ["lambda:ListEventSourceMappings"], on: "any" },
    { actions: ["lambda:ListTags"], on: "mappings" },
    { actions: ["tag:GetResources"], on: "any" },
  ],
  write: [
    { actions: ["lambda:CreateEventSourceMapping"], on: "any", when: ["of-own-function"] },
    { actions: ["lambda:UpdateEventSourceMapping"], on: "mappings", when: ["of-own-function"] },
    {
      actions: ["lambda:DeleteEventSourceMapping"],
      on: "mappings",
      when: ["of-own-function", "of-this-instance"],
    },
    { actions: ["lambda:TagResource", "lambda:UntagResource"], on: "mappings" },
  ],
};

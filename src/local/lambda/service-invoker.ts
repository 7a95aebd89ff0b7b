import { randomUUID } from "node:crypto";
import type { ServiceInvoker } from "../logs/ports.ts";
import type { EventQueue } from "./event-queue.ts";
import type { LambdaContext } from "./lambda-context.ts";
import { permits } from "./resource-policy.ts";

/** What other services call, asynchronously; unlike a mapping, they need a resource policy that lets them. */
export function createServiceInvoker({ functions }: LambdaContext, events: EventQueue): ServiceInvoker {
  const find = (arn: string) => functions.find(arn.replace(/:\$LATEST$/, ""));
  return {
    exists: (functionArn) => find(functionArn) !== undefined,
    send: (functionArn, payload, caller) => {
      const row = find(functionArn);
      if (row === undefined || !permits(row.statements, caller)) return "refused";
      if (row.state === "Pending") return "busy";
      events.add({ functionArn: row.arn, payload, requestId: randomUUID() });
      return "taken";
    },
  };
}

import type { SubscriptionResource } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { defineKind } from "../../core/define-kind.ts";
import { createSettleEstimate } from "../../core/settle-estimate.ts";
import { awsNameOf, type KindPorts } from "../ports.ts";
import { applySubscription } from "./apply.ts";
import { subscriptionFields } from "./diff.ts";
import { deferLook, identityIn, nextLook, observeSubscription, type SubscriptionReading } from "./observe.ts";
import { ownedSubscriptions } from "./owned.ts";
import { planSubscription, type SubscriptionAction, type SubscriptionFound } from "./plan.ts";
import { type SubscriptionRemoval, subscriptionRemains } from "./remains.ts";
import { removeSubscription } from "./remove.ts";
import { subscriptionRights } from "./rights.ts";

/** Event source mappings: a function receives a stream. Never replaced, since the checkpoint would be lost. */
export function createSubscriptionKind(access: AwsAccess, ports: Pick<KindPorts, "resources">) {
  const reading: SubscriptionReading = { access, ports, pace: createSettleEstimate(access.clock) };
  return defineKind<SubscriptionResource, SubscriptionFound, SubscriptionAction, SubscriptionRemoval>({
    name: "Subscription",
    settling: (resource) => nextLook(reading, identityIn(reading, resource)),
    defer: (resource) => deferLook(reading, identityIn(reading, resource)),
    fields: subscriptionFields,
    rights: subscriptionRights,
    // Creating a mapping probes the stream with the function's role; a function that is Pending will do.
    dependencies: ({ spec }) => [
      { key: spec.stream, until: "ready" },
      { key: spec.function, until: "present" },
    ],
    predictArn: ({ awsName }) => awsName,
    observe: (resource, freshness) => observeSubscription(reading, resource, freshness),
    hasDepths: () => true,
    plan: planSubscription,
    apply: async (action, resource, signal) => {
      await applySubscription(access, action, signal);
      if (action.kind === "create") reading.pace.began(identityIn(reading, resource));
      return undefined;
    },
    identityOf: ({ awsName, spec }) => ({
      awsName,
      streamName: awsNameOf(ports, spec.stream),
      functionName: awsNameOf(ports, spec.function),
    }),
    remains: (key, identity, signal) => subscriptionRemains(access, key, identity, signal),
    remove: (action, _, signal) => removeSubscription(access, action, signal),
    owned: (newerThan) => ownedSubscriptions(access, newerThan),
  });
}

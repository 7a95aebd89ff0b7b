import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { workflow } from "./flow.mjs";

/** How long each tracked event took from its stream to the tracker's log group, in milliseconds. */
export async function logDeliveries({ clients, prefix }) {
  const group = { logGroupName: `/xFlow/track/${prefix}${workflow}` };
  const { events = [] } = await clients.logs.send(new FilterLogEventsCommand(group));
  return events.map(({ timestamp, ingestionTime }) => ingestionTime - timestamp);
}

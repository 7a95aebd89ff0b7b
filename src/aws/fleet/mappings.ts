import { type EventSourceMappingConfiguration, ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";
import { withoutLatest } from "../arn.ts";
import type { ListDeps } from "./list-deps.ts";
import { allPages } from "./pages.ts";
import { toRows } from "./rows.ts";

export const mappingPageSize = 100;

/** What a mapping is: AWS allows one for a source and a function (or alias). */
export function mappingIdentity(sourceArn: string, functionArn: string): string {
  return `${sourceArn} ${withoutLatest(functionArn)}`;
}

/** All event source mappings of the target, by identity. Rows are whole, apart from tags. */
export async function listMappings({ clients, clock, call }: ListDeps) {
  const lambda = await clients.lambda();
  const name = "lambda:ListEventSourceMappings";
  const rows = await allPages<EventSourceMappingConfiguration>(clock, name, async (Marker) => {
    const command = new ListEventSourceMappingsCommand({ MaxItems: mappingPageSize, Marker });
    const answer = await call(name, (options) => lambda.send(command, options));
    return { items: answer.EventSourceMappings ?? [], next: answer.NextMarker };
  });
  return toRows(rows, ({ EventSourceArn, FunctionArn }) =>
    EventSourceArn === undefined || FunctionArn === undefined
      ? undefined
      : mappingIdentity(EventSourceArn, FunctionArn),
  );
}

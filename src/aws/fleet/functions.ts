import { type FunctionConfiguration, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import type { ListDeps } from "./list-deps.ts";
import { allPages } from "./pages.ts";
import { toRows } from "./rows.ts";

/** Lambda gives 50 at most, whatever is asked for. */
export const functionPageSize = 50;

/** All functions of the target, by name. Rows lack state, tags and reserved concurrency. */
export async function listFunctions({ clients, clock, call }: ListDeps) {
  const lambda = await clients.lambda();
  const rows = await allPages<FunctionConfiguration>(clock, "lambda:ListFunctions", async (Marker) => {
    const command = new ListFunctionsCommand({ MaxItems: functionPageSize, Marker });
    const answer = await call("lambda:ListFunctions", (options) => lambda.send(command, options));
    return { items: answer.Functions ?? [], next: answer.NextMarker };
  });
  return toRows(rows, (row) => row.FunctionName);
}

import { DescribeLogGroupsCommand, type LogGroup } from "@aws-sdk/client-cloudwatch-logs";
import type { ListDeps } from "./list-deps.ts";
import { allPages } from "./pages.ts";
import { toRows } from "./rows.ts";

const pageSize = 50;

/**
 * The part of a name that it shares with its likes: `/aws/lambda/` of `/aws/lambda/counter`. One list of that
 * prefix serves them all; a name without folders is listed alone.
 */
export function groupPrefixOf(name: string): string {
  const slash = name.lastIndexOf("/");
  return slash > 0 ? name.slice(0, slash + 1) : name;
}

/** The log groups whose names begin so, by name. A pattern instead of a prefix would leave retention out. */
export async function listLogGroups({ clients, clock, call }: ListDeps, prefix: string) {
  const logs = await clients.logs();
  const rows = await allPages<LogGroup>(clock, "logs:DescribeLogGroups", async (nextToken) => {
    const command = new DescribeLogGroupsCommand({
      limit: pageSize,
      nextToken,
      logGroupNamePrefix: prefix,
    });
    const answer = await call("logs:DescribeLogGroups", (options) => logs.send(command, options));
    return { items: answer.logGroups ?? [], next: answer.nextToken };
  });
  return toRows(rows, (row) => row.logGroupName);
}

import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

const attribute = "expiresAt";

/**
 * Lets DynamoDB delete what has expired. Nothing depends on it: what has expired is left out by whoever reads, it
 * only piles up.
 * @returns why that is not so, for people
 */
export async function enableExpiry(
  client: DynamoDBClient,
  table: string,
  abortSignal: AbortSignal,
): Promise<string | undefined> {
  const { UpdateTimeToLiveCommand } = await import("@aws-sdk/client-dynamodb");
  try {
    if (await isEnabled(client, table, abortSignal)) return undefined;
    const TimeToLiveSpecification = { AttributeName: attribute, Enabled: true };
    const command = new UpdateTimeToLiveCommand({ TableName: table, TimeToLiveSpecification });
    await client.send(command, { abortSignal });
    return undefined;
  } catch (error) {
    abortSignal.throwIfAborted();
    // Another process that started at the same time may have been first.
    if (await isEnabled(client, table, abortSignal).catch(() => false)) return undefined;
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return `items of ${table} that have expired are not deleted, time to live on ${attribute} was refused: ${why}`;
  }
}

async function isEnabled(client: DynamoDBClient, table: string, abortSignal: AbortSignal): Promise<boolean> {
  const { DescribeTimeToLiveCommand } = await import("@aws-sdk/client-dynamodb");
  const command = new DescribeTimeToLiveCommand({ TableName: table });
  const { TimeToLiveDescription: found } = await client.send(command, { abortSignal });
  const status = found?.TimeToLiveStatus;
  return (status === "ENABLED" || status === "ENABLING") && found?.AttributeName === attribute;
}

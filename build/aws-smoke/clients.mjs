import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { STSClient } from "@aws-sdk/client-sts";
import { NodeHttpHandler } from "@smithy/node-http-handler";

/**
 * The SDK's clients for what the smoke test does by hand.
 * @param credentials absent: the SDK's chain
 */
export function createClients({ region, endpoint, credentials }) {
  const config = {
    region,
    maxAttempts: 5,
    // HTTP/1.1 for all: Kinesis's own choice fails on an endpoint without TLS.
    requestHandler: new NodeHttpHandler({ requestTimeout: 15_000 }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
  };
  const clients = {
    lambda: new LambdaClient(config),
    kinesis: new KinesisClient(config),
    logs: new CloudWatchLogsClient(config),
    iam: new IAMClient(config),
    sts: new STSClient(config),
    dynamodb: new DynamoDBClient(config),
  };
  return {
    ...clients,
    destroy: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

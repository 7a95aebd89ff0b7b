import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLocalAws, type LocalAws } from "../../../src/local/local-aws.ts";
import { clientConfig } from "../../support/gateway-server.ts";
import { historyArbitrary } from "../../support/mapping-history.ts";
import { leaked, lost, outOfOrder } from "../../support/mapping-laws.ts";
import { play, type Theatre } from "../../support/mapping-play.ts";
import { openTempFolder, type TempFolder } from "../../support/temp-folder.ts";
import { LAMBDA_TRUST } from "../../support/trust-policy.ts";

/** Back-offs and ages pass so much faster; functions do not, so that age must leave room for a cold start. */
const TIME_SCALE = 25;

const histories = fc
  .sample(
    historyArbitrary.filter(({ steps }) => steps.length >= 10),
    { numRuns: 20, seed: 20_260_101 },
  )
  .map((history, index) => ({ history, name: `history-${index}` }));

let aws: LocalAws;
let theatre: Theatre & { readonly iam: IAMClient };
let folder: TempFolder;
const internalErrors: unknown[] = [];

beforeAll(async () => {
  folder = await openTempFolder();
  aws = await createLocalAws({
    port: 0,
    timeScale: TIME_SCALE,
    onInternalError: (error) => internalErrors.push(error),
  });
  const config = clientConfig(aws.endpoint);
  theatre = {
    iam: new IAMClient(config),
    kinesis: new KinesisClient(config),
    lambda: new LambdaClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sqs: new SQSClient(config),
    role: "arn:aws:iam::000000000000:role/player",
  };
  await theatre.iam.send(
    new CreateRoleCommand({ RoleName: "player", AssumeRolePolicyDocument: LAMBDA_TRUST }),
  );
});

afterAll(async () => {
  const { role: _, ...clients } = theatre;
  for (const client of Object.values(clients)) client.destroy();
  await aws.stop();
  await folder.remove();
  expect(internalErrors).toEqual([]);
});

describe.concurrent("event source mapping, over histories with functions that are processes", () => {
  it.for(histories)(
    "ESM-13 ESM-14 ESM-16 ESM-17 ESM-31 ESM-32 loses nothing, keeps keys in order, announces what it gives up: $name",
    async ({ history, name }) => {
      const own = join(folder.path, name);
      await mkdir(own);

      const story = await play(history, theatre, { name, folder: own });

      expect(lost(story)).toEqual([]);
      expect(leaked(story)).toEqual([]);
      expect(outOfOrder(story)).toEqual([]);
      expect(story.violations).toEqual([]);
      expect(story.afterwards).toBe(0);
    },
  );
});

import { ListTagsForResourceCommand, UntagResourceCommand } from "@aws-sdk/client-cloudwatch-logs";
import { AddTagsToStreamCommand } from "@aws-sdk/client-kinesis";
import { PublishLayerVersionCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe } from "vitest";
import type { Resource } from "../../src/api/resource.ts";
import { ownerTags } from "../../src/core/ownership.ts";
import { zip } from "../../src/source/zip.ts";
import { accountId, region } from "../support/field-cases.ts";
import { makeFieldSurroundings } from "../support/field-surroundings.ts";
import { type Somebody, somebody } from "../support/foreign-changes.ts";
import { lifecycleGaps } from "../support/lifecycle-gaps.ts";
import { lifecycleSuite, nearestCases } from "../support/lifecycle-suite.ts";
import { createLiveClock } from "../support/live-clock.ts";
import { type MotoServer, startMoto } from "../support/moto-server.ts";

/** moto drops the tags of CreateStream, and keeps those of a deleted log group for the next of its name. */
async function mend({ kinesis, logs }: Somebody, { key, kind, awsName, spec }: Resource): Promise<void> {
  const wanted = { ...spec.tags, ...ownerTags({ instance: "test", resource: key }) };
  if (kind === "Stream") {
    await kinesis.send(new AddTagsToStreamCommand({ StreamName: awsName, Tags: wanted }));
  }
  if (kind !== "LogGroup") return;
  const resourceArn = `arn:aws:logs:${region}:${accountId}:log-group:${awsName}`;
  const { tags = {} } = await logs.send(new ListTagsForResourceCommand({ resourceArn }));
  const tagKeys = Object.keys(tags).filter((name) => !Object.hasOwn(wanted, name));
  if (tagKeys.length > 0) await logs.send(new UntagResourceCommand({ resourceArn, tagKeys }));
}

/** moto knows no quotas: budgets that keep to AWS's need not be waited for. */
const pace = 20;

describe("the life of each field, on moto", () => {
  const clock = createLiveClock(pace);
  let moto: MotoServer;

  beforeAll(async () => {
    moto = await startMoto({ MOTO_ACCOUNT_ID: accountId });
    using by = somebody(moto.endpoint);
    await makeFieldSurroundings(by);
    const ZipFile = zip([{ name: "shared.js", executable: false, bytes: Buffer.from("") }]);
    for (let version = 0; version < 2; version += 1) {
      await by.lambda.send(new PublishLayerVersionCommand({ LayerName: "shared", Content: { ZipFile } }));
    }
  });
  afterAll(() => moto.stop());

  lifecycleSuite(
    () => ({ endpoint: moto.endpoint, clock, roundLimit: 12, mend }),
    lifecycleGaps.moto,
    nearestCases,
  );
});

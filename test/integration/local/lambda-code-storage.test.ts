import { DeleteFunctionCommand, UpdateFunctionCodeCommand } from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, expect, it } from "vitest";
import { toZip } from "../../support/function-runs.ts";
import { functionZip, type ServedLambda, serveLambda } from "../../support/lambda-control-plane.ts";
import { createManualClock, type ManualClock } from "../../support/manual-clock.ts";

const largerZip = toZip({ "index.js": "exports.handler = async () => 1", "more.js": "x".repeat(50) });

let clock: ManualClock;
let aws: ServedLambda;

beforeEach(async () => {
  clock = createManualClock();
  aws = await serveLambda(clock, { codeStorageBytes: 2 * functionZip.byteLength });
});

afterEach(() => aws.stop());

it("a region's packages fit the account's code storage, those of deleted functions not counted", async () => {
  await aws.createActive({ FunctionName: "f" });
  await aws.createActive({ FunctionName: "g" });
  const grow = new UpdateFunctionCodeCommand({ FunctionName: "f", ZipFile: largerZip });
  const full = { name: "CodeStorageExceededException", $metadata: { httpStatusCode: 400 } };

  await expect(aws.create({ FunctionName: "h" })).rejects.toMatchObject(full);
  await expect(aws.client.send(grow)).rejects.toMatchObject(full);
  await aws.client.send(new UpdateFunctionCodeCommand({ FunctionName: "f", ZipFile: functionZip }));
  clock.advance(1000);
  await aws.client.send(new DeleteFunctionCommand({ FunctionName: "g" }));
  expect(await aws.client.send(grow)).toMatchObject({ LastUpdateStatus: "InProgress" });
});

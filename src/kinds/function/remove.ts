import { DeleteFunctionCommand } from "@aws-sdk/client-lambda";
import { functionArn } from "../../aws/arn.ts";
import { absenceAsNothing } from "../../aws/classify.ts";
import type { Identity } from "../../core/kind.ts";
import type { FunctionReading } from "./observe.ts";

/** @throws CallError */
export async function removeFunction(
  { access, depths }: FunctionReading,
  { awsName: FunctionName }: Identity,
  signal: AbortSignal,
): Promise<void> {
  const { clients, call, target, ownerTags } = access;
  const arn = functionArn(target, FunctionName);
  const lambda = await clients.lambda();
  const command = new DeleteFunctionCommand({ FunctionName });
  const name = "lambda:DeleteFunction";
  await call(name, (options) => lambda.send(command, options), signal).catch(absenceAsNothing);
  ownerTags.forget(arn);
  depths.forget(arn);
}

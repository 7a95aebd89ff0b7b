import { AwsError } from "../aws-error.ts";
import type { Members } from "../members.ts";
import { codeStorageExceeded, invalidParameter, tooLarge } from "./errors.ts";
import type { LambdaContext } from "./lambda-context.ts";
import type { FunctionRunner, ObjectReader } from "./ports.ts";

/** Members that say where the code is. */
export const codeMembers = ["ZipFile", "S3Bucket", "S3Key", "S3ObjectVersion", "S3ObjectStorageMode"];

/** A request with the package inside may be this long, in base64. Rule: "Lambda quotas". */
const maxRequestBytes = 70_167_211;

/** Of all packages of an account in a region together. Rule: "Lambda quotas", since July 2026. */
export const CODE_STORAGE_BYTES = 300 * 1024 ** 3;

export interface CodeSources {
  readonly objects: ObjectReader;
  readonly execution: Pick<FunctionRunner, "inspect">;
}

/**
 * Whether the region's functions may hold this package too, instead of what the function of this ARN has now.
 * @throws AwsError CodeStorageExceededException
 */
export function checkCodeStorage(
  { functions, codeStorageBytes }: Pick<LambdaContext, "functions" | "codeStorageBytes">,
  arn: string,
  { byteLength }: Uint8Array,
): void {
  if (codeStorageBytes === undefined) return;
  const others = functions.inRegion(regionOf(arn)).filter((row) => row.arn !== arn);
  const stored = others.reduce((sum, { code }) => sum + code.sizeBytes, 0);
  if (stored + byteLength > codeStorageBytes) throw codeStorageExceeded();
}

const regionOf = (arn: string) => arn.split(":")[3] ?? "";

/**
 * The package an input names or carries, found good to run.
 * @throws AwsError InvalidParameterValueException (also for S3's errors, as Lambda wraps them),
 *   RequestEntityTooLargeException
 */
export async function readCode(
  { objects, execution }: CodeSources,
  members: Members,
  region: string,
): Promise<Uint8Array> {
  if ((members.text("S3ObjectStorageMode", { oneOf: ["COPY", "REFERENCE"] }) ?? "COPY") !== "COPY") {
    throw invalidParameter("S3ObjectStorageMode REFERENCE is not supported by the embedded AWS");
  }
  const zip = readInline(members) ?? (await readObject(objects, members, region));
  try {
    await execution.inspect(zip);
  } catch (error) {
    if (error instanceof Error && error.name === "BadZipError") throw invalidParameter(error.message);
    throw error;
  }
  return zip;
}

function readInline(members: Members): Uint8Array | undefined {
  const base64 = members.text("ZipFile");
  if (base64 === undefined) return undefined;
  if (members.text("S3Bucket") !== undefined) {
    throw invalidParameter("Please do not provide other FunctionCode parameters when providing a ZipFile.");
  }
  if (base64.length > maxRequestBytes) {
    throw tooLarge(`Request must be smaller than ${maxRequestBytes} bytes for the operation`);
  }
  return Buffer.from(base64, "base64");
}

async function readObject(objects: ObjectReader, members: Members, region: string): Promise<Uint8Array> {
  const bucket = members.text("S3Bucket");
  const key = members.text("S3Key");
  if (bucket === undefined || key === undefined) {
    throw invalidParameter("Please provide a source for function code.");
  }
  try {
    return await objects.read({ bucket, key, versionId: members.text("S3ObjectVersion"), region });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalidParameter(
      `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
    );
  }
}

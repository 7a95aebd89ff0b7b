import { AwsError } from "../aws-error.ts";

/** A receipt handle names a message and one receipt of it. */
export function toReceiptHandle(messageKey: string, receipt: string): string {
  return Buffer.from(`${messageKey}#${receipt}`).toString("base64");
}

/** @returns the message's key @throws AwsError `ReceiptHandleIsInvalid` */
export function messageKeyOf(handle: string): string {
  const [, key] =
    /^([0-9a-f-]{36}\/\d{16})#[0-9a-f-]{36}$/.exec(Buffer.from(handle, "base64").toString()) ?? [];
  if (key === undefined) {
    throw new AwsError(
      "ReceiptHandleIsInvalid",
      `The input receipt handle "${handle}" is not a valid receipt handle.`,
    );
  }
  return key;
}

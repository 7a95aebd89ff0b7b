import type { RawRequest } from "../service.ts";

/** What a request is about: all buckets, one bucket, or one object. */
export interface Target {
  readonly bucket: string | undefined;
  readonly key: string | undefined;
}

/** Names of this machine behind which a bucket's name may stand in front. */
const hostSuffixes = [".127.0.0.1", ".s3.localhost", ".localhost"];

/** Path style (`/bucket/key`) or, when the host says so, virtual-host style (`bucket.127.0.0.1/key`). */
export function targetOf({ path, headers }: Pick<RawRequest, "path" | "headers">): Target {
  const hostBucket = bucketOfHost(headers["host"] ?? "");
  const rest = path.replace(/^\//, "");
  if (hostBucket !== undefined) return { bucket: hostBucket, key: decodedOrNothing(rest) };
  const slash = rest.indexOf("/");
  if (slash === -1) return { bucket: decodedOrNothing(rest), key: undefined };
  return { bucket: decodedOrNothing(rest.slice(0, slash)), key: decodedOrNothing(rest.slice(slash + 1)) };
}

function bucketOfHost(host: string): string | undefined {
  const name = host.replace(/:\d+$/, "").toLowerCase();
  const suffix = hostSuffixes.find((candidate) => name.endsWith(candidate));
  return suffix === undefined ? undefined : decodedOrNothing(name.slice(0, -suffix.length));
}

function decodedOrNothing(text: string): string | undefined {
  if (text === "") return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

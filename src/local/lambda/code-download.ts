import { AwsError } from "../aws-error.ts";
import type { RawRoute } from "../service.ts";
import type { LambdaContext } from "./lambda-context.ts";

const path = "/_local/lambda/code";

/** A plain link to a package, as AWS gives a presigned one; ours does not expire. */
export function codeLocation(endpoint: string, sha256: string): string {
  return `${endpoint}${path}/${Buffer.from(sha256, "base64").toString("hex")}`;
}

/** Serves what `codeLocation` links to; without a signature, since a plain download has none. */
export function codeDownload({ packages }: Pick<LambdaContext, "packages">): RawRoute {
  return {
    method: "GET",
    path: `${path}/{Digest}`,
    operation: "DownloadCode",
    handle: async ({ parameters }) => {
      const sha256 = Buffer.from(parameters["Digest"] ?? "", "hex").toString("base64");
      const body = await packages.read(sha256).catch(() => {
        throw new AwsError("ResourceNotFoundException", "There is no such package.", 404);
      });
      return { status: 200, headers: { "content-type": "application/zip" }, body };
    },
  };
}

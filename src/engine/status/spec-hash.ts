import { createHash } from "node:crypto";
import type { CodeSource, Resource } from "../../api/resource.ts";
import { canonical } from "../../core/canonical.ts";

/** Moves with the rule below; hashes of another version are not compared with these. */
export const hashVersion = 1;

/**
 * SHA-256 (hex) of what is wanted of a resource, its name in AWS included: equal for equal wishes. A function's
 * source counts apart, as `sourceDigestOf`, and where that lies does not count: another revision of the same
 * files is another path. References count by key; another ARN behind the same key is no new wish.
 */
export function specHash(resource: Resource): string {
  return sha256(canonical(wishOf(resource)));
}

/** What a function's package is made of: a digest of the contents, or the object in S3. Undefined for other kinds. */
export function sourceDigestOf(resource: Resource): string | undefined {
  return resource.kind === "Function" ? digestOf(resource.spec.code) : undefined;
}

/** Of spec and source together: moves whenever something else is wanted. */
export function desiredHash(resource: Resource): string {
  return sha256(canonical([specHash(resource), sourceDigestOf(resource)]));
}

/**
 * Whether two revisions ask the same of a resource: the same wish and source, policy, owners and labels. Lines
 * that moved in a file are no change.
 */
export function sameDeclaration(a: Resource, b: Resource): boolean {
  return a === b || canonical(declarationOf(a)) === canonical(declarationOf(b));
}

function declarationOf(resource: Resource): unknown {
  const { policy, owners, labels } = resource;
  return { wish: wishOf(resource), source: sourceDigestOf(resource), policy, owners, labels };
}

function wishOf(resource: Resource): unknown {
  const { awsName, spec } = resource;
  return { awsName, spec: resource.kind === "Function" ? { ...spec, code: undefined } : spec };
}

function digestOf(code: CodeSource): string {
  if (code.kind !== "s3") return code.digest;
  const version = code.versionId === undefined ? "" : `?versionId=${code.versionId}`;
  return `s3://${code.bucket}/${code.key}${version}`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

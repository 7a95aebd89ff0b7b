import { describe, expect, it } from "vitest";
import type { CodeSource, Resource } from "../../../../src/api/resource.ts";
import {
  desiredHash,
  sameDeclaration,
  sourceDigestOf,
  specHash,
} from "../../../../src/engine/status/spec-hash.ts";
import { makeFunction, makeOfEach, makeStream } from "../../../support/made-resources.ts";

const folder = { kind: "path", path: "/git/abc/counter", form: "directory", digest: "d1" } as const;
const withCode = (code: CodeSource) => makeFunction({ spec: { code } });

describe("hash of a spec", () => {
  it("is SHA-256 in hex, and different for every resource", () => {
    const hashes = makeOfEach().map(specHash);

    expect(hashes.every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it("counts the name in AWS, and not the policy", () => {
    const stream = makeStream();

    expect(specHash({ ...stream, awsName: "dev-Words" })).not.toBe(specHash(stream));
    expect(specHash(makeStream({ policy: { drift: "report" } }))).toBe(specHash(stream));
  });

  it("leaves a function's source to the source digest", () => {
    const edited = withCode({ ...folder, digest: "d2" });

    expect(specHash(edited)).toBe(specHash(withCode(folder)));
    expect(desiredHash(edited)).not.toBe(desiredHash(withCode(folder)));
  });
});

describe("source digest", () => {
  it.each<{ reason: string; resource: Resource; digest: string | undefined }>([
    { reason: "files have a digest", resource: withCode(folder), digest: "d1" },
    {
      reason: "the tracker has a digest",
      resource: withCode({ kind: "builtin", name: "tracker", settings: {}, digest: "t1" }),
      digest: "t1",
    },
    {
      reason: "an object is known by where it is",
      resource: withCode({ kind: "s3", bucket: "b", key: "k.zip" }),
      digest: "s3://b/k.zip",
    },
    {
      reason: "and by its version",
      resource: withCode({ kind: "s3", bucket: "b", key: "k.zip", versionId: "v" }),
      digest: "s3://b/k.zip?versionId=v",
    },
    { reason: "other kinds have no source", resource: makeStream(), digest: undefined },
  ])("$digest: $reason", ({ resource, digest }) => {
    expect(sourceDigestOf(resource)).toBe(digest);
  });
});

describe("two revisions of a declaration", () => {
  const before: Resource = withCode(folder);
  it.each<{ what: string; after: Resource; same: boolean }>([
    { what: "nothing", after: before, same: true },
    { what: "the line", after: { ...before, source: { file: "x", line: 9, column: 1 } }, same: true },
    { what: "the checkout's path", after: withCode({ ...folder, path: "/git/def/counter" }), same: true },
    { what: "the source", after: withCode({ ...folder, digest: "d2" }), same: false },
    { what: "the spec", after: makeFunction({ spec: { code: folder, memoryMb: 256 } }), same: false },
    { what: "the policy", after: { ...before, policy: { ...before.policy, suspend: true } }, same: false },
    { what: "the name", after: { ...before, awsName: "dev-counter" }, same: false },
    { what: "the owners", after: { ...before, owners: ["other.yaml"] }, same: false },
    { what: "the labels", after: { ...before, labels: { team: "a" } }, same: false },
  ])("ask the same of a resource unless more than $what changed: $same", ({ after, same }) => {
    expect(sameDeclaration(before, after)).toBe(same);
  });
});

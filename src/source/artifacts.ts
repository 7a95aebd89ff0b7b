import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { posix, sep } from "node:path";
import type { CodeSource } from "../api/resource.ts";
import { createAgeingMap } from "../core/ageing-map.ts";
import type { Clock } from "../core/clock.ts";
import { packageFiles } from "./package-files.ts";
import { builtinDigest, digestOfEntries, readEntries, settingsJson, sha256 } from "./source-digest.ts";
import { type ZipEntry, zip } from "./zip.ts";

/** Folders of code that ships with xflow. */
export interface Builtins {
  readonly tracker: string;
}

/** Deployment packages, made when they are needed. */
export interface Artifacts {
  /**
   * The package's bytes.
   * A file in S3 that is no zip is packed like one on disk.
   * @throws SourceChangedError when the source no longer has the declared digest: a newer revision is on its way
   * @throws the file system's error (ENOENT) when the source is gone
   */
  build(code: CodeSource): Promise<Uint8Array>;
  /** SHA-256 (base64) of the package, as Lambda's CodeSha256. Throws as `build`. */
  codeSha256(code: CodeSource): Promise<string>;
}

type ObjectCode = Extract<CodeSource, { kind: "s3" }>;

/** S3, as the target's credentials see it. */
export interface ObjectSource {
  read(code: ObjectCode): Promise<Uint8Array>;
  /** The SHA-256 (base64) that S3 keeps of the object, if it does. */
  sha256(code: ObjectCode): Promise<string | undefined>;
}

/** What is on disk is not what was declared. Observe and plan again with the next revision. */
export class SourceChangedError extends Error {
  constructor(what: string) {
    super(`${what} changed while it was being deployed`);
    this.name = "SourceChangedError";
  }
}

/** Checksums are kept per digest: equal digests are equal bytes. Packages are not kept. */
export function createArtifacts(deps: {
  readonly builtins: Builtins;
  readonly objects: ObjectSource;
  readonly clock: Pick<Clock, "now">;
}): Artifacts {
  const checksums = createAgeingMap<string>(deps.clock);
  return {
    build: (code) => pack(code, deps),
    async codeSha256(code) {
      const key = checksumKey(code);
      const checksum = checksums.get(key) ?? (await measure(code, deps));
      checksums.set(key, checksum);
      return checksum;
    },
  };
}

type PackDeps = Parameters<typeof createArtifacts>[0];

async function measure(code: CodeSource, deps: PackDeps): Promise<string> {
  const known = code.kind === "s3" && isZip(code) ? await deps.objects.sha256(code) : undefined;
  return (
    known ??
    createHash("sha256")
      .update(await pack(code, deps))
      .digest("base64")
  );
}

/** Objects in S3 have no digest before they are read: they are measured once. */
function checksumKey(code: CodeSource): string {
  if (code.kind === "s3") return JSON.stringify([code.bucket, code.key, code.versionId]);
  return `${code.kind === "path" ? code.form : code.kind}:${code.digest}`;
}

function isZip({ key }: ObjectCode): boolean {
  return key.endsWith(".zip");
}

/** Links are followed wherever they lead: what may lie there was decided with the digest, which must match. */
async function pack(code: CodeSource, { builtins, objects }: PackDeps): Promise<Uint8Array> {
  if (code.kind === "s3") {
    const bytes = await objects.read(code);
    return isZip(code) ? bytes : zip([{ name: posix.basename(code.key), executable: false, bytes }]);
  }
  if (code.kind === "builtin") return packBuiltin(code, builtins);
  if (code.form === "zip") {
    const bytes = await readFile(code.path);
    if (sha256(bytes) !== code.digest) throw new SourceChangedError(code.path);
    return bytes;
  }
  const entries = await readEntries(await packageFiles({ path: code.path, form: code.form }, [sep]));
  if (digestOfEntries(entries) !== code.digest) throw new SourceChangedError(code.path);
  return zip(entries);
}

async function packBuiltin(
  code: Extract<CodeSource, { kind: "builtin" }>,
  builtins: Builtins,
): Promise<Uint8Array> {
  const entries = await builtinEntries(builtins[code.name]);
  if (builtinDigest(digestOfEntries(entries), code.settings) !== code.digest) {
    throw new SourceChangedError(`the builtin ${code.name}`);
  }
  const settings = {
    name: "settings.json",
    executable: false,
    bytes: Buffer.from(settingsJson(code.settings)),
  };
  return zip(
    [...entries, settings].toSorted((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name))),
  );
}

/**
 * A builtin's own files, without what only a compiler reads. Exec bits are dropped: an installed package may
 * have lost them.
 */
export async function builtinEntries(folder: string): Promise<ZipEntry[]> {
  const files = await packageFiles({ path: folder, form: "directory" }, []);
  const entries = await readEntries(files);
  return entries
    .filter(({ name }) => !/\.d\.[cm]?ts$|\.map$/.test(name))
    .map((entry) => ({ ...entry, executable: false }));
}

import { readFile, stat } from "node:fs/promises";
import type { Declaration } from "../api/declaration.ts";
import type { Diagnostic } from "../api/diagnostic.ts";
import type { FunctionManifest } from "../api/function.ts";
import type { CodeSource } from "../api/resource.ts";
import { finding } from "../flow/declarations.ts";
import { codeOf, isGone } from "./discover.ts";
import type { FileHashes } from "./file-hashes.ts";
import { missingHandler } from "./handler-file.ts";
import { mapConcurrently } from "./map-concurrently.ts";
import { PackageError, type PackageFile, packageFiles } from "./package-files.ts";
import { digestOf, readEntries, sha256 } from "./source-digest.ts";
import { type LocatedSource, locateSource, type SourceRoots } from "./source-location.ts";
import { zip } from "./zip.ts";

/** Lambda takes packages of 50 MB in the call, and unpacks at most 250 MB. */
const zipLimitBytes = 50 * 1024 * 1024;
const unpackedLimitBytes = 250 * 1024 * 1024;

/** A function's code, or why it cannot be used; and what looks wrong with it. */
export interface FunctionCode {
  readonly code: CodeSource | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Resolves function sources; each place on disk is read once, however many functions share it. */
export interface CodeReader {
  /** @throws the file system's error when a file goes while the source is read */
  read(declaration: Declaration<FunctionManifest>, manifestFolder: string): Promise<FunctionCode>;
}

/** File hashes, and the time when the source began to be read. */
export interface HashesNow {
  readonly hashes: FileHashes;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

type PathSource = Extract<LocatedSource, { kind: "path" }>;

/** What is known about a place on disk. */
interface Place {
  readonly digest: string;
  /** Names in the package; undefined for a zip. */
  readonly names?: ReadonlySet<string>;
}

export function createCodeReader(roots: SourceRoots, hashes: HashesNow): CodeReader {
  const places = new Map<string, Promise<Place>>();
  const placeOf = (located: PathSource): Promise<Place> => {
    const known = places.get(located.path) ?? readPlace(located, roots.roots, hashes);
    places.set(located.path, known);
    return known;
  };
  return {
    async read(declaration, manifestFolder) {
      const located = await locateSource(declaration.body.spec.source, manifestFolder, roots);
      if (located.kind === "problem") return refused(declaration, located);
      if (located.kind === "s3") return { code: located, diagnostics: [] };
      try {
        const { digest, names } = await placeOf(located);
        const { path, form } = located;
        const diagnostics = names === undefined ? [] : missingHandler(declaration, names);
        return { code: { kind: "path", path, form, digest }, diagnostics };
      } catch (error) {
        return refused(declaration, problemOf(declaration.body.spec.source, error));
      }
    },
  };
}

function refused(
  declaration: Declaration<FunctionManifest>,
  problem: { readonly code: string; readonly message: string; readonly suggestion?: string },
): FunctionCode {
  const { code, message, suggestion } = problem;
  const found = suggestion === undefined ? { code, message } : { code, message, suggestion };
  return { code: undefined, diagnostics: [finding(declaration, ["spec", "source"], found)] };
}

/** @throws the error when it says that something went while it was read */
function problemOf(source: string, error: unknown) {
  if (isGone(error)) throw error;
  if (!(error instanceof PackageError)) {
    return { code: "UnreadableSource", message: `source ${source} cannot be read: ${codeOf(error)}` };
  }
  const hint = error.code === "PackageTooLarge" ? { suggestion: "upload it and use s3://bucket/key" } : {};
  return { code: error.code, message: `source ${source} ${error.message}`, ...hint };
}

async function readPlace(
  located: PathSource,
  roots: readonly string[],
  { hashes, nowMs }: HashesNow,
): Promise<Place> {
  if (located.form === "zip") return readZip(located.path);
  const files = await packageFiles({ path: located.path, form: located.form }, roots);
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  if (sizeBytes > unpackedLimitBytes) throw tooLarge("unpacked", sizeBytes, unpackedLimitBytes);
  if (sizeBytes > zipLimitBytes) await checkZipped(files);
  const hashed = await mapConcurrently(files, async (file) => ({
    ...file,
    sha256: await hashes.hash(file, nowMs),
  }));
  return { digest: digestOf(hashed), names: new Set(files.map(({ name }) => name)) };
}

async function readZip(path: string): Promise<Place> {
  const { size } = await stat(path);
  if (size > zipLimitBytes) throw tooLarge("zipped", size, zipLimitBytes);
  const bytes = await readFile(path);
  if (bytes.subarray(0, 2).toString("latin1") !== "PK")
    throw new PackageError("UnsupportedSource", "is not a zip");
  return { digest: sha256(bytes) };
}

/** Packing never adds noticeably to a package's size, so only what is large before is packed to find out. */
async function checkZipped(files: readonly PackageFile[]): Promise<void> {
  const { length } = zip(await readEntries(files));
  if (length > zipLimitBytes) throw tooLarge("zipped", length, zipLimitBytes);
}

function tooLarge(how: string, bytes: number, limit: number): PackageError {
  const mb = (size: number) => Math.ceil(size / 1024 / 1024);
  return new PackageError("PackageTooLarge", `is ${mb(bytes)} MB ${how}, above ${mb(limit)} MB`);
}

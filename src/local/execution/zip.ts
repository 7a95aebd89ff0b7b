import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";

/** Unzipped code may be at most this large. Rule: Lambda quotas, "Deployment package size". */
export const maxUnzippedBytes = 262_144_000;

const fileTypeMask = 0o170000;
const regularFile = 0o100000;
const directory = 0o040000;

/** Lambda would not take these bytes as a function's code. The message is Lambda's own where one is known. */
export class BadZipError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "BadZipError";
  }
}

/**
 * Checks a deployment package without writing anything.
 * @throws BadZipError when it is no zip, holds no file, is too large unzipped, escapes its folder, or holds a
 *   symbolic link or other special file
 */
export async function inspectZip(bytes: Uint8Array): Promise<void> {
  let total = 0;
  let files = 0;
  await forEachEntry(bytes, async (entry) => {
    checkType(entry);
    total += entry.uncompressedSize;
    if (!isFolder(entry)) files++;
    if (total > maxUnzippedBytes) {
      throw new BadZipError(`Unzipped size must be smaller than ${maxUnzippedBytes} bytes`);
    }
  });
  if (files === 0) throw new BadZipError("Uploaded file must be a non-empty zip");
}

/**
 * Unpacks a package that `inspectZip` accepts, keeping permission bits; a file packed without them gets 0644.
 * @param folder made if missing
 * @throws BadZipError as `inspectZip` does, and when an entry's content is damaged
 */
export async function unpackZip(bytes: Uint8Array, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await forEachEntry(bytes, async (entry, zip) => {
    checkType(entry);
    const path = join(folder, entry.fileName);
    if (isFolder(entry)) {
      await mkdir(path, { recursive: true });
      return;
    }
    await mkdir(dirname(path), { recursive: true });
    const content = await zip.openReadStreamPromise(entry);
    await pipeline(content, createWriteStream(path, { mode: permissionsOf(entry) }));
  });
}

async function forEachEntry(
  bytes: Uint8Array,
  visit: (entry: Entry, zip: ZipFile) => Promise<void>,
): Promise<void> {
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const zip = await fromBufferPromise(buffer);
    for await (const entry of zip.eachEntry()) await visit(entry, zip);
  } catch (error) {
    if (error instanceof BadZipError || isSystemError(error)) throw error;
    throw new BadZipError(
      "Could not unzip uploaded file. Please check your file, then try to upload again.",
      { cause: error },
    );
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

function isFolder(entry: Entry): boolean {
  return entry.fileName.endsWith("/");
}

/** A link could point out of the sandbox's folder, so anything but files and folders is refused. */
function checkType(entry: Entry): void {
  const type = unixMode(entry) & fileTypeMask;
  if (type !== 0 && type !== regularFile && type !== directory) {
    throw new BadZipError(`${entry.fileName} is a symbolic link or special file, which is not supported`);
  }
}

/** 0 when the package was not made on Unix. */
function unixMode(entry: Entry): number {
  const madeOnUnix = entry.versionMadeBy >>> 8 === 3;
  return madeOnUnix ? entry.externalFileAttributes >>> 16 : 0;
}

function permissionsOf(entry: Entry): number {
  const permissions = unixMode(entry) & 0o777;
  return permissions === 0 ? 0o644 : permissions;
}

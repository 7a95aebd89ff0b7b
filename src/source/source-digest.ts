import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { PackageFile } from "./package-files.ts";
import type { ZipEntry } from "./zip.ts";

/** SHA-256 (hex) over names, exec bits and contents; whatever else a file system knows is left out. */
export function digestOf(files: readonly { name: string; executable: boolean; sha256: string }[]): string {
  const hash = createHash("sha256").update("xflow package 1\n");
  for (const file of files) {
    hash.update(
      `${Buffer.byteLength(file.name)}:${file.name}:${file.executable ? "x" : "-"}:${file.sha256}\n`,
    );
  }
  return hash.digest("hex");
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Reads a package's files whole; the digest is of exactly these bytes. */
export async function readEntries(files: readonly PackageFile[]): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  for (const { name, executable, path } of files)
    entries.push({ name, executable, bytes: await readFile(path) });
  return entries;
}

export function digestOfEntries(entries: readonly ZipEntry[]): string {
  return digestOf(
    entries.map(({ name, executable, bytes }) => ({ name, executable, sha256: sha256(bytes) })),
  );
}

/** A builtin's digest: its folder's files and the settings put beside them. */
export function builtinDigest(folderDigest: string, settings: Readonly<Record<string, string>>): string {
  return sha256(`${folderDigest}\n${settingsJson(settings)}`);
}

/** `settings.json`: sorted, so that equal settings are equal bytes. */
export function settingsJson(settings: Readonly<Record<string, string>>): string {
  const sorted = Object.fromEntries(Object.entries(settings).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify(sorted, null, 2)}\n`;
}

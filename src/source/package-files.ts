import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { isInside } from "./discover.ts";

/** A file of a deployment package. */
export interface PackageFile {
  /** In the package, with `/`. */
  readonly name: string;
  readonly path: string;
  readonly executable: boolean;
  readonly sizeBytes: number;
  /** Moves whenever the file is written: inode, size, times. */
  readonly stamp: string;
  /** Epoch milliseconds: when its contents or attributes last changed, by the file system's clock. */
  readonly changedMs: number;
}

/** A package that cannot be made from what is on disk. */
export class PackageError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = "PackageError";
    this.code = code;
  }
}

/** A zip without ZIP64 holds 65,535 entries. */
const maxFiles = 65_535;
const maxDepth = 64;

/**
 * The files a source puts into a package, sorted by the bytes of their names: everything below a directory
 * but `.git`, `.DS_Store`, `__pycache__` and `*.pyc`; or a single file under its base name. Links are followed
 * as far as they stay inside the directory or the source roots.
 * @throws PackageError SymlinkEscape, EmptySource, TooManyFiles
 */
export async function packageFiles(
  source: { readonly path: string; readonly form: "file" | "directory" },
  roots: readonly string[],
): Promise<PackageFile[]> {
  if (source.form === "file") return [await fileAt(source.path, basename(source.path))];
  const files: PackageFile[] = [];
  await collect({ path: source.path, name: "", trail: [source.path] }, [source.path, ...roots], files);
  if (files.length === 0) throw new PackageError("EmptySource", "has no files in it");
  return files
    .map((file) => ({ file, bytes: Buffer.from(file.name) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ file }) => file);
}

interface Folder {
  readonly path: string;
  /** In the package; "" for its root. */
  readonly name: string;
  /** Real paths from the root down, to notice a link that leads back up. */
  readonly trail: readonly string[];
}

async function collect(folder: Folder, roots: readonly string[], files: PackageFile[]): Promise<void> {
  if (folder.trail.length > maxDepth) throw new PackageError("TooManyFiles", `${folder.name} lies too deep`);
  for (const entry of await readdir(folder.path, { withFileTypes: true })) {
    if (!isLeftOut(entry.name)) await add(entry, folder, roots, files);
    if (files.length > maxFiles) throw new PackageError("TooManyFiles", `has more than ${maxFiles} files`);
  }
}

async function add(
  entry: Dirent,
  folder: Folder,
  roots: readonly string[],
  files: PackageFile[],
): Promise<void> {
  const path = join(folder.path, entry.name);
  const name = folder.name === "" ? entry.name : `${folder.name}/${entry.name}`;
  const real = entry.isSymbolicLink() ? await followed(path, name, roots) : path;
  const isFolder = entry.isSymbolicLink() ? (await stat(real)).isDirectory() : entry.isDirectory();
  if (isFolder) await collect(subfolder(folder, real, name), roots, files);
  else files.push(await fileAt(real, name));
}

function isLeftOut(name: string): boolean {
  return name === ".git" || name === ".DS_Store" || name === "__pycache__" || name.endsWith(".pyc");
}

async function followed(path: string, name: string, roots: readonly string[]): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) throw new PackageError("SymlinkEscape", `holds a link that leads nowhere: ${name}`);
  if (roots.some((root) => isInside(root, real))) return real;
  throw new PackageError("SymlinkEscape", `holds a link that leads out of the source root: ${name}`);
}

function subfolder(folder: Folder, path: string, name: string): Folder {
  if (folder.trail.includes(path))
    throw new PackageError("SymlinkEscape", `holds a link to its own parent: ${name}`);
  return { path, name, trail: [...folder.trail, path] };
}

async function fileAt(path: string, name: string): Promise<PackageFile> {
  const found = await stat(path, { bigint: true });
  if (!found.isFile())
    throw new PackageError("UnsupportedSource", `holds something that is not a file: ${name}`);
  return {
    name,
    path,
    executable: (found.mode & 0o100n) !== 0n,
    sizeBytes: Number(found.size),
    stamp: [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(),
    changedMs: Number(found.ctimeMs),
  };
}

import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";

/** More than any fleet needs; a mistaken PATH such as `/` ends here. */
export const discoveryLimits = { files: 20_000, depth: 24 } as const;

export interface FoundFile {
  /** Relative to the folder, with `/`. */
  readonly file: string;
  readonly path: string;
}

export interface Discovery {
  /** PATH's folder: PATH itself, or the folder of the one file. */
  readonly folder: string;
  /** Whether PATH is one file. */
  readonly single: boolean;
  /** Sorted by name. */
  readonly files: readonly FoundFile[];
  /** Folders that could not be read whole ("" is PATH): nothing is known about what they declare. */
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
}

/**
 * Manifests and seed flow files under a path: `*.yaml`, `*.yml` and `*.cfg`, outside `node_modules` and
 * folders whose names start with a dot (`.git`, and the `..data` of a mounted ConfigMap, whose files are
 * linked from the folder itself). Links are followed while they stay inside the folder; each file is listed once.
 * @param file what PATH is called when it is one file
 * @throws the file system's error when PATH itself cannot be read, or a folder below goes while it is read
 */
export async function discoverFiles(path: string, file = basename(path)): Promise<Discovery> {
  if (!(await stat(path)).isDirectory()) {
    return { folder: dirname(path), single: true, files: [{ file, path }], unreadable: [] };
  }
  const real = await realpath(path);
  const walk: Walk = { root: path, real, seen: new Set([real]), files: [], unreadable: [] };
  await walkFolder(walk, { path, real, depth: 0 });
  const files = walk.files.toSorted((a, b) => (a.file < b.file ? -1 : 1));
  return { folder: path, single: false, files, unreadable: walk.unreadable };
}

interface Walk {
  readonly root: string;
  readonly real: string;
  /** Real paths already visited. */
  readonly seen: Set<string>;
  readonly files: FoundFile[];
  readonly unreadable: { readonly file: string; readonly reason: string }[];
}

/** A folder as it was reached, and what it really is. */
interface Folder {
  readonly path: string;
  readonly real: string;
  readonly depth: number;
}

async function walkFolder(walk: Walk, folder: Folder): Promise<void> {
  if (folder.depth > discoveryLimits.depth) {
    const reason = `lies deeper than ${discoveryLimits.depth} folders`;
    walk.unreadable.push({ file: nameOf(walk, folder.path), reason });
    return;
  }
  const entries = await entriesOf(walk, folder.path);
  // Links come last, so that a file reached both ways keeps its own name.
  for (const entry of entries.filter((each) => !each.isSymbolicLink())) await visit(walk, folder, entry);
  for (const entry of entries.filter((each) => each.isSymbolicLink())) await visitLink(walk, folder, entry);
}

async function entriesOf(walk: Walk, folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const wanted = entries.filter(({ name }) => name !== "node_modules" && !name.startsWith("."));
    return wanted.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (isGone(error)) throw error;
    walk.unreadable.push({ file: nameOf(walk, folder), reason: `cannot be read: ${codeOf(error)}` });
    return [];
  }
}

async function visit(walk: Walk, folder: Folder, entry: Dirent): Promise<void> {
  const path = join(folder.path, entry.name);
  const real = join(folder.real, entry.name);
  if (walk.seen.has(real)) return;
  walk.seen.add(real);
  if (entry.isDirectory()) await walkFolder(walk, { path, real, depth: folder.depth + 1 });
  else if (entry.isFile()) addFile(walk, path);
}

/** Links that lead nowhere or outside are passed over. */
async function visitLink(walk: Walk, folder: Folder, entry: Dirent): Promise<void> {
  const path = join(folder.path, entry.name);
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined || !isInside(walk.real, real) || walk.seen.has(real)) return;
  walk.seen.add(real);
  const found = await stat(real);
  if (found.isDirectory()) await walkFolder(walk, { path, real, depth: folder.depth + 1 });
  else if (found.isFile()) addFile(walk, path);
}

const tooMany = `holds more than ${discoveryLimits.files} manifest files`;

function addFile(walk: Walk, path: string): void {
  if (!/\.(?:yaml|yml|cfg)$/.test(path)) return;
  if (walk.files.length < discoveryLimits.files) walk.files.push({ file: nameOf(walk, path), path });
  else if (walk.unreadable.at(-1)?.file !== "") walk.unreadable.push({ file: "", reason: tooMany });
}

/** Whether a path is a folder or lies below it; both real. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !way.startsWith(sep));
}

function nameOf(walk: Walk, path: string): string {
  return relative(walk.root, path).split(sep).join("/");
}

/** `ENOENT` and the like. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

/** Whether a path that was listed is no longer there: what it belonged to is being replaced. */
export function isGone(error: unknown): boolean {
  return ["ENOENT", "ESTALE"].includes(codeOf(error));
}

import type { BigIntStats } from "node:fs";
import { lstat, readlink, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, resolve, sep } from "node:path";
import { codeOf } from "./discover.ts";

/** A symbolic link met on the way along PATH. */
export interface PathLink {
  /** The real folder that it lies in. */
  readonly folder: string;
  readonly name: string;
  /** As written in the link. */
  readonly target: string;
  /** Epoch milliseconds: when the link was made. */
  readonly madeMs: number;
}

export interface FoundPath {
  readonly kind: "found";
  /** Without any link. */
  readonly real: string;
  readonly isFolder: boolean;
  readonly links: readonly PathLink[];
  /** Another one whenever something else lies at the real path. */
  readonly identity: string;
  /** Real folders in which PATH would change: an event in one of them is a reason to look again. */
  readonly folders: readonly string[];
}

export interface MissingPath {
  readonly kind: "missing";
  readonly reason: string;
  readonly folders: readonly string[];
}

/** Where PATH leads at one moment. */
export type SourcePath = FoundPath | MissingPath;

/** Linux gives up at the same number. */
const maxLinks = 40;

/**
 * Follows PATH link by link; and from a mounted ConfigMap on through its link `..data`, because the files in
 * the mount itself are links that change at different moments.
 */
export async function followPath(path: string): Promise<SourcePath> {
  const trail: Trail = { at: sep, links: [] };
  try {
    await walk(trail, isAbsolute(path) ? path : `${resolve()}${sep}${path}`);
    if (await holdsData(trail.at)) await walk(trail, "..data");
    const found = await stat(trail.at, { bigint: true });
    return {
      kind: "found",
      real: trail.at,
      isFolder: found.isDirectory(),
      links: trail.links,
      identity: identityOf(found),
      folders: foldersOf(trail, dirname(trail.at)),
    };
  } catch (error) {
    return { kind: "missing", reason: reasonOf(error), folders: foldersOf(trail, trail.at) };
  }
}

/**
 * Tells a file or folder from another one under the same name. An inode number alone does not: file systems
 * give it to the next one that is made.
 */
export function identityOf({ dev, ino, birthtimeNs }: BigIntStats): string {
  return [dev, ino, birthtimeNs].join();
}

/** Whether two moments found the same thing, reached in the same way. */
export function isSamePath(one: SourcePath, other: SourcePath): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What is wrong with a place, from the file system's error. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (!(error instanceof Error) || !("path" in error)) return error instanceof Error ? error.message : code;
  const isMissing = code === "ENOENT" || code === "ENOTDIR";
  return `${String(error.path)} ${isMissing ? "does not exist" : `cannot be read: ${code}`}`;
}

/** How far a path has been followed. */
interface Trail {
  /** Real. */
  at: string;
  readonly links: PathLink[];
}

async function walk(trail: Trail, path: string): Promise<void> {
  if (isAbsolute(path)) trail.at = sep;
  for (const name of path.split(sep)) {
    if (name === "..") trail.at = dirname(trail.at);
    else if (name !== "" && name !== ".") await step(trail, name);
  }
}

async function step(trail: Trail, name: string): Promise<void> {
  const next = join(trail.at, name);
  const found = await lstat(next);
  if (!found.isSymbolicLink()) {
    trail.at = next;
    return;
  }
  if (trail.links.length === maxLinks) throw new Error(`${next} leads through more than ${maxLinks} links`);
  const target = await readlink(next);
  trail.links.push({ folder: trail.at, name, target, madeMs: found.mtimeMs });
  await walk(trail, target);
}

async function holdsData(folder: string): Promise<boolean> {
  const found = await lstat(join(folder, "..data")).catch(() => undefined);
  return found?.isSymbolicLink() ?? false;
}

function foldersOf({ links }: Trail, last: string): string[] {
  return [...new Set([...links.map(({ folder }) => folder), last])];
}

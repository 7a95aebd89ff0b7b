import { readFile, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { isGone } from "./discover.ts";
import type { PathLink } from "./source-path.ts";
import { findSourceTree } from "./source-tree.ts";

/** A revision that was published by moving a link; what lies behind the link never changes. */
export interface PublishedRevision {
  readonly name: string;
  /** Epoch milliseconds: when its link was made. */
  readonly madeMs: number;
  /** The folder that was published; PATH may lead to a part of it. */
  readonly root: string;
}

/**
 * What the links along PATH say about the revision behind them: the commit that git-sync names a worktree
 * after (`current -> .worktrees/<40 or 64 hex digits>`), else the folder of a mounted ConfigMap
 * (`..data -> ..2026_11_23_10_00_00.1`). Undefined when neither published it: its contents have to tell.
 */
export function publishedRevision(links: readonly PathLink[]): PublishedRevision | undefined {
  const published =
    links.findLast(({ target }) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(basename(target))) ??
    links.findLast(({ name }) => name === "..data");
  if (published === undefined) return undefined;
  const { folder, target, madeMs } = published;
  return { name: basename(target), madeMs, root: resolve(folder, target) };
}

/**
 * Whether git is still writing the worktree that a folder lies in: it has no index yet, or holds the lock of
 * it. git-sync repairs a tree in place, behind the link that is already published.
 */
export async function isBeingCheckedOut(folder: string): Promise<boolean> {
  const tree = await findSourceTree(folder);
  if (tree === undefined) return false;
  const pointer = await readFile(join(tree, ".git"), "utf8");
  const metadata = resolve(tree, /^gitdir: (.+)$/m.exec(pointer)?.[1] ?? "");
  if (metadata === tree || !(await exists(metadata))) return false;
  return (await exists(join(metadata, "index.lock"))) || !(await exists(join(metadata, "index")));
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

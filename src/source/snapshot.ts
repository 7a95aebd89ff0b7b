import { basename, dirname } from "node:path";
import type { Loaded, LoadOptions, SourceLoader } from "./desired-set.ts";
import { isGone } from "./discover.ts";
import { isBeingCheckedOut, type PublishedRevision, publishedRevision } from "./published-revision.ts";
import { type FoundPath, followPath, isSamePath, reasonOf, type SourcePath } from "./source-path.ts";

/** What came of reading the source once. */
export type Attempt =
  | Snapshot
  /** Nothing to be had here, until something changes. */
  | { readonly kind: "missing"; readonly reason: string }
  /** PATH led somewhere else before the reading ended. */
  | { readonly kind: "moved" }
  /** The place is being written; it may take a moment. */
  | { readonly kind: "unsettled"; readonly reason: string };

/** Everything below one real path, while PATH led there. */
export interface Snapshot {
  readonly kind: "snapshot";
  readonly loaded: Loaded;
  readonly path: FoundPath;
  readonly published: PublishedRevision | undefined;
}

/** What else the loader needs. */
export type SnapshotOptions = Omit<LoadOptions, "fileName" | "revision" | "absolutePaths">;

/**
 * Reads the source as it was found, under its real path, and only lets it pass if PATH still leads there
 * afterwards: so a snapshot never mixes two revisions, whenever the link moves and the tree behind it goes.
 * A PATH that leads nowhere is looked at twice as well: it may have been followed while it moved.
 */
export async function readSnapshot(
  loader: SourceLoader,
  path: SourcePath,
  options: SnapshotOptions,
): Promise<Attempt> {
  const attempt = path.kind === "missing" ? path : await readAt(loader, path, options);
  return isSamePath(path, await followPath(options.path)) ? attempt : { kind: "moved" };
}

async function readAt(loader: SourceLoader, path: FoundPath, options: SnapshotOptions): Promise<Attempt> {
  const published = publishedRevision(path.links);
  const revision = published === undefined ? {} : { revision: published.name };
  const folder = path.isFolder ? path.real : dirname(path.real);
  const checkedOut = { kind: "unsettled", reason: `git is writing ${folder}` } as const;
  try {
    if (await isBeingCheckedOut(folder)) return checkedOut;
    const fileName = basename(options.path);
    const loaded = await loader.load({ ...options, ...revision, path: path.real, fileName });
    if (await isBeingCheckedOut(folder)) return checkedOut;
    if (loaded.isEmpty) return { kind: "missing", reason: emptiness(options.path, loaded) };
    return { kind: "snapshot", loaded, path, published };
  } catch (error) {
    return { kind: isGone(error) ? "unsettled" : "missing", reason: reasonOf(error) };
  }
}

/** Nothing declared is told from nothing to be read: both delete nothing. */
function emptiness(path: string, { set }: Loaded): string {
  const found = set.diagnostics.find(({ severity }) => severity === "error");
  const cause = found === undefined ? "" : `: ${found.message}`;
  return `${path} is empty, it holds no xflow document${cause}`;
}

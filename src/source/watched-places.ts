import { dirname } from "node:path";
import type { DesiredSet } from "../api/desired-set.ts";
import { isInside } from "./discover.ts";
import { publishedRevision } from "./published-revision.ts";
import type { SourcePath } from "./source-path.ts";
import type { WatchedPlace } from "./watch-set.ts";

/**
 * Where to be told of changes: the folders in which PATH itself would change; its contents, unless they were
 * published under a name and so never change; and function sources that lie elsewhere.
 */
export function placesToWatch(path: SourcePath, set: DesiredSet | undefined): WatchedPlace[] {
  const ways = path.folders.map((folder): WatchedPlace => ({ path: folder, scope: "folder", hint: "look" }));
  return [...ways, ...placesOfContents(path, set)];
}

/** The part of them where contents change. */
export function placesOfContents(path: SourcePath, set: DesiredSet | undefined): WatchedPlace[] {
  if (path.kind === "missing") return [];
  const published = publishedRevision(path.links);
  const root = published?.root ?? (path.isFolder ? path.real : undefined);
  const contents = published === undefined ? [placeOf(path.real, path.isFolder)] : [];
  const elsewhere = sourcesOf(set).filter(
    ({ path: source }) => root === undefined || !isInside(root, source),
  );
  return [...contents, ...elsewhere.map(({ path: source, form }) => placeOf(source, form === "directory"))];
}

/** A file is watched through its folder: editors put a new one in its place. */
function placeOf(path: string, isFolder: boolean): WatchedPlace {
  return isFolder
    ? { path, scope: "tree", hint: "read" }
    : { path: dirname(path), scope: "folder", hint: "read" };
}

function sourcesOf(set: DesiredSet | undefined) {
  return [...(set?.resources.values() ?? [])].flatMap((resource) =>
    resource.kind === "Function" && resource.spec.code.kind === "path" ? [resource.spec.code] : [],
  );
}

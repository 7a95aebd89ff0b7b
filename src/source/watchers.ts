import { watch } from "node:fs";
import { relative, sep } from "node:path";
import { watch as watchFiles } from "chokidar";

/** Told of a watched place, never what happened there: events come late, doubled and under wrong names. */
export interface Watched {
  onChange(): void;
  /** It is no longer told of every change, if of any. */
  onFailure(error: unknown): void;
}

export interface Watching {
  close(): Promise<void> | void;
}

/** Ways to be told of changes; either may throw when it cannot begin. */
export interface Watchers {
  /** Entries that come, go or change in one folder; links in it are entries like any other. */
  folder(path: string, watched: Watched): Watching;
  /** The same of a folder and all below it; told once more when everything is being watched. */
  tree(path: string, watched: Watched): Watching;
}

/** inotify and its kin: `fs.watch` for folders, chokidar for what is below them. */
export function createWatchers(): Watchers {
  return { folder: watchFolder, tree: watchTree };
}

function watchFolder(path: string, { onChange, onFailure }: Watched): Watching {
  const watcher = watch(path, () => onChange());
  watcher.on("error", onFailure);
  return watcher;
}

/**
 * Links are not followed: what they lead to inside the tree is watched in its own place. Installed packages,
 * git's own files and other hidden folders change far too often, and take more watches than the rest together.
 * Raw events as well, since chokidar drops what happens to a file within 50 ms of its last event.
 */
function watchTree(path: string, { onChange, onFailure }: Watched): Watching {
  const watcher = watchFiles(path, {
    ignored: (candidate) => relative(path, candidate).split(sep).some(isLeftOut),
    ignoreInitial: true,
    ignorePermissionErrors: true,
    followSymlinks: false,
  });
  watcher.on("all", onChange).on("raw", onChange).on("ready", onChange).on("error", onFailure);
  const close = () => {
    const closed = watcher.close();
    // Closing takes all listeners away, and what was under way may still fail: unheard, that ends the process.
    watcher.on("error", () => {});
    return closed;
  };
  return { close };
}

function isLeftOut(name: string): boolean {
  return name === "node_modules" || (name.startsWith(".") && name !== ".." && name !== "..data");
}

import type { Iterators, LevelIterator } from "dynalite/db/index.js";

/**
 * Lets dynalite's streams end their iterators. They call `return` for that, and Level has only `close`: otherwise
 * every query would leave one open, and with it the database as it was.
 */
export function endIterators(db: Iterators): void {
  for (const read of ["keys", "values"] as const) {
    const open = db[read].bind(db);
    db[read] = (options) => withReturn(open(options));
  }
}

function withReturn(iterator: LevelIterator): LevelIterator {
  return Object.assign(iterator, { return: () => iterator.close() });
}

/** Enough to see what it is about; all of them are in the row. */
const named = 5;

/** `a, b` or `a, b, c, d, e and 3 more`. */
export function pathList(paths: readonly string[]): string {
  const more = paths.length - named;
  return more > 0 ? `${paths.slice(0, named).join(", ")} and ${more} more` : paths.join(", ");
}

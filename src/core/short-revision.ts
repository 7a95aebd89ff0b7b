/** A revision for people: of a digest or a commit as much as tells it from others; other names whole. */
export function shortRevision(revision: string): string {
  return /^[0-9a-f]{40,}$/.test(revision) ? revision.slice(0, 12) : revision;
}

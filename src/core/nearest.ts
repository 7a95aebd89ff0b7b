/**
 * The candidate somebody may have meant: the closest by edit distance, ignoring case, if it is close at all.
 * Ties go to the first.
 */
export function nearest(wrong: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(wrong.length / 3));
  let best: { readonly word: string; readonly distance: number } | undefined;
  for (const word of candidates) {
    const distance = editDistance(wrong.toLowerCase(), word.toLowerCase());
    if (distance <= limit && distance < (best?.distance ?? Number.POSITIVE_INFINITY))
      best = { word, distance };
  }
  return best?.word;
}

/** As a suggestion, or nothing. */
export function didYouMean(wrong: string, candidates: Iterable<string>): string | undefined {
  const word = nearest(wrong, candidates);
  return word === undefined ? undefined : `did you mean ${word}?`;
}

/** Insertions, deletions and replacements (Levenshtein), one row of the table at a time. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > Math.max(a.length, b.length) / 2) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...a].entries()) row = nextRow(row, index + 1, letter, b);
  return row.at(-1) ?? 0;
}

function nextRow(row: readonly number[], first: number, letter: string, b: string): number[] {
  const next = [first];
  for (let j = 0; j < b.length; j++) {
    const replaced = (row[j] ?? 0) + (letter === b[j] ? 0 : 1);
    next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
  }
  return next;
}

import { step } from "./events.mjs";

export const handler = step("FileAggregated", ({ words_filtered }) => {
  const counts = new Map();
  for (const word of words_filtered) counts.set(word, (counts.get(word) ?? 0) + 1);
  return { words_aggregated: Object.fromEntries(counts) };
});

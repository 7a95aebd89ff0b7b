import { step } from "./events.mjs";

export const handler = step("FileSummarized", ({ words_aggregated: counts }) => ({
  summary: { total: Object.values(counts).reduce((sum, count) => sum + count, 0), counts },
}));

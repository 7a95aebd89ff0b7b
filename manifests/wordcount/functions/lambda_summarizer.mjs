import { step } from "./events.mjs";

export const summarize = (batch) =>
  step(batch, "FileSummarized", ({ words_aggregated: counts }) => ({
    summary: { total: Object.values(counts).reduce((sum, count) => sum + count, 0), counts },
  }));

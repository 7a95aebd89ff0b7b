import { step } from "./events.mjs";

export const parse = (batch) =>
  step(batch, "FileParsed", ({ contents }) => ({ words_arr: contents.split(/\s+/).filter(Boolean) }));

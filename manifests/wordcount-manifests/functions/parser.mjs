import { step } from "./events.mjs";

export const handler = step("FileParsed", ({ contents }) => ({
  words_arr: contents.split(/\s+/).filter(Boolean),
}));

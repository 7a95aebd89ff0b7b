import { step } from "./events.mjs";

export const handler = step("FileDownloaded", ({ message }) => {
  if (typeof message !== "string") throw new TypeError("FileUploaded has no text in `message`");
  return { contents: message };
});

import { step } from "./events.mjs";

export const read = (batch) =>
  step(batch, "FileDownloaded", ({ message }) => {
    if (typeof message !== "string") throw new TypeError("FileUploaded has no text in `message`");
    return { contents: message };
  });

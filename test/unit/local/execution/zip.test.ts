import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Zippable, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { inspectZip, unpackZip } from "../../../../src/local/execution/zip.ts";
import { withTempFolder } from "../../../support/temp-folder.ts";

const bytes = Buffer.from("text");

/** A zip of one entry, made on Unix with these mode bits. */
const zipOf = (name: string, mode = 0o100644) => zipSync({ [name]: [bytes, { os: 3, attrs: mode << 16 }] });

/** Writes a larger uncompressed size into the central directory. */
function claiming(zip: Uint8Array, size: number): Uint8Array {
  const changed = Buffer.from(zip);
  const entry = changed.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  changed.writeUInt32LE(size, entry + 24);
  return changed;
}

describe("a deployment package", () => {
  it("is unpacked with folders and permission bits", async () => {
    const files: Zippable = {
      "deep/er/run": [bytes, { os: 3, attrs: 0o100755 << 16 }],
      "plain.txt": [bytes, { os: 0 }],
      "empty/": new Uint8Array(),
    };

    await withTempFolder(async (folder) => {
      await unpackZip(zipSync(files), folder);

      expect(await readFile(join(folder, "deep/er/run"), "utf8")).toBe("text");
      expect((await stat(join(folder, "deep/er/run"))).mode & 0o777).toBe(0o755);
      expect((await stat(join(folder, "plain.txt"))).mode & 0o777).toBe(0o644);
      expect((await stat(join(folder, "empty"))).isDirectory()).toBe(true);
    });
  });

  it.each([
    { reason: "no zip", zip: bytes, message: "Could not unzip uploaded file" },
    { reason: "empty", zip: zipSync({}), message: "must be a non-empty zip" },
    { reason: "an escape", zip: zipOf("../out"), message: "Could not unzip uploaded file" },
    { reason: "an absolute path", zip: zipOf("/etc/x"), message: "Could not unzip uploaded file" },
    { reason: "a symbolic link", zip: zipOf("link", 0o120777), message: "symbolic link" },
    {
      reason: "too large",
      zip: claiming(zipOf("big"), 262_144_001),
      message: "Unzipped size must be smaller than 262144000 bytes",
    },
  ])("is refused when it is $reason", async ({ zip, message }) => {
    await expect(inspectZip(zip)).rejects.toMatchObject({
      name: "BadZipError",
      message: expect.stringContaining(message),
    });
  });

  it("is refused when it holds more than it claims", async () => {
    const zip = claiming(zipOf("small"), 2);

    await withTempFolder(async (folder) => {
      await expect(unpackZip(zip, folder)).rejects.toMatchObject({ name: "BadZipError" });
    });
  });
});

import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import yauzl from "yauzl";
import type { CodeSource } from "../../../src/api/resource.ts";
import { createArtifacts, type ObjectSource, SourceChangedError } from "../../../src/source/artifacts.ts";
import { packageFiles } from "../../../src/source/package-files.ts";
import { builtinDigest, digestOfEntries, readEntries, sha256 } from "../../../src/source/source-digest.ts";
import { zip } from "../../../src/source/zip.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "xflow-artifacts-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(name: string, content: string, mode = 0o644): Promise<void> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  await chmod(path, mode);
}

async function codeAt(path: string, form: "file" | "directory"): Promise<CodeSource & { kind: "path" }> {
  const entries = await readEntries(await packageFiles({ path, form }, []));
  return { kind: "path", path, form, digest: digestOfEntries(entries) };
}

const artifacts = (objects: ObjectSource = createObjects(Buffer.from(""))) =>
  createArtifacts({ builtins: { tracker: folder }, objects, clock: { now: () => 0 } });

/** S3 with one object. @param checksum the SHA-256 that it keeps */
function createObjects(bytes: Uint8Array, checksum?: string): ObjectSource {
  return { read: async () => bytes, sha256: async () => checksum };
}

function sha256Base64(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
}

interface Listed {
  readonly name: string;
  readonly mode: string;
  readonly date: string;
}

/** Reads a zip with an implementation that is not ours. */
function list(bytes: Uint8Array): Promise<Listed[]> {
  return new Promise((resolve, reject) => {
    const found: Listed[] = [];
    yauzl.fromBuffer(Buffer.from(bytes), { lazyEntries: true }, (error, file) => {
      if (error) return reject(error);
      file.on("entry", (entry: yauzl.Entry) => {
        const mode = (entry.externalFileAttributes >>> 16).toString(8);
        found.push({ name: entry.fileName, mode, date: entry.getLastModDate().toDateString() });
        file.readEntry();
      });
      file.on("end", () => resolve(found));
      file.on("error", reject);
      file.readEntry();
    });
  });
}

describe("packages", () => {
  it("have the bytes they always had, whatever the times, the umask and the order of creation", async () => {
    await put("z.js", "exports.z = 1;\n", 0o600);
    await put("node_modules/dep/index.js", "module.exports = 'dep'.repeat(3);\n".repeat(20));
    await put("bin/run", "#!/bin/sh\n", 0o700);
    await put("a b.js", "//\n", 0o664);
    await put("Ünïcode.js", "// ü\n");
    await utimes(join(folder, "z.js"), 1, 1);
    await utimes(join(folder, "a b.js"), 4_000_000_000, 4_000_000_000);
    const code = await codeAt(folder, "directory");

    const bytes = await artifacts().build(code);

    expect(code.digest).toBe("1be90689780e7e490df1b88dde8b6af691fb66157882f899f24dc087e9802de4");
    expect(sha256(bytes)).toBe("7dffb2b1c01301aad482ecd94cec164ed777a22aed7da4df745650d4436f7572");
  });

  it("are sorted by the bytes of their names, dated 1980, and know only the owner's exec bit", async () => {
    await put("b.js", "1");
    await put("10.js", "1");
    await put("9.js", "1");
    await put("a/x", "1", 0o755);
    await put("a.js", "1", 0o611);
    await put("C.js", "1", 0o777);

    const listed = await list(await artifacts().build(await codeAt(folder, "directory")));

    expect(listed.map(({ name, mode }) => `${name} ${mode}`)).toEqual([
      "10.js 100644",
      "9.js 100644",
      "C.js 100755",
      "a.js 100644",
      "a/x 100755",
      "b.js 100644",
    ]);
    expect(new Set(listed.map(({ date }) => date))).toEqual(new Set(["Tue Jan 01 1980"]));
  });

  it("leave out what is not code and take node_modules along", async () => {
    for (const name of [".git/HEAD", ".DS_Store", "__pycache__/a.pyc", "b.pyc", "lib/.DS_Store"])
      await put(name, "x");
    await put("index.py", "x");
    await put("node_modules/a/index.js", "x");
    await put(".env.example", "x");

    const listed = await list(await artifacts().build(await codeAt(folder, "directory")));

    expect(listed.map(({ name }) => name)).toEqual([".env.example", "index.py", "node_modules/a/index.js"]);
  });

  it("hold a single file under its base name", async () => {
    await put("deep/mapper.py", "def handler(): pass\n");

    const listed = await list(await artifacts().build(await codeAt(join(folder, "deep/mapper.py"), "file")));

    expect(listed.map(({ name }) => name)).toEqual(["mapper.py"]);
  });

  it("are passed byte for byte when they come as a zip", async () => {
    const bytes = zip([{ name: "a.js", executable: false, bytes: Buffer.from("1") }]);
    await writeFile(join(folder, "code.zip"), bytes);
    const path = join(folder, "code.zip");
    const code: CodeSource = { kind: "path", path, form: "zip", digest: sha256(bytes) };

    expect(Buffer.compare(await artifacts().build(code), bytes)).toBe(0);
    expect(await artifacts().codeSha256(code)).toBe(sha256Base64(bytes));
  });

  it("follow links to where the digest was taken from", async () => {
    await put("shared/lib.js", "1");
    await put("code/index.js", "1");
    await symlink("../shared/lib.js", join(folder, "code/lib.js"));
    const path = join(folder, "code");
    const entries = await readEntries(await packageFiles({ path, form: "directory" }, [folder]));
    const code: CodeSource = { kind: "path", path, form: "directory", digest: digestOfEntries(entries) };

    const listed = await list(await artifacts().build(code));

    expect(listed.map(({ name }) => name)).toEqual(["index.js", "lib.js"]);
  });

  it("are refused when the source is no longer the declared one", async () => {
    await put("index.js", "1");
    const code = await codeAt(folder, "directory");
    await put("index.js", "2");

    await expect(artifacts().build(code)).rejects.toThrow(SourceChangedError);
  });

  it("are not built for a source that is gone: ENOENT", async () => {
    await put("code/index.js", "1");
    const code = await codeAt(join(folder, "code"), "directory");
    await rm(code.path, { recursive: true });

    await expect(artifacts().build(code)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("of builtins hold the settings, and neither exec bits nor type declarations", async () => {
    await put("index.mjs", "export {};\n", 0o755);
    await put("index.d.mts", "export {};\n");
    const settings = { workflow: "count", logGroup: "/xFlow/track/count" };
    const files = digestOfEntries([
      { name: "index.mjs", executable: false, bytes: Buffer.from("export {};\n") },
    ]);
    const digest = builtinDigest(files, settings);
    const code: CodeSource = { kind: "builtin", name: "tracker", settings, digest };

    const listed = await list(await artifacts().build(code));

    expect(listed.map(({ name, mode }) => `${name} ${mode}`)).toEqual([
      "index.mjs 100644",
      "settings.json 100644",
    ]);
  });
});

describe("checksums", () => {
  it("are remembered per digest, without building again", async () => {
    await put("index.js", "1");
    const code = await codeAt(folder, "directory");
    const made = artifacts();
    const first = await made.codeSha256(code);
    await rm(folder, { recursive: true });

    expect(await made.codeSha256(code)).toBe(first);
    expect(first).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  });

  it("of a zip in S3 are what S3 keeps of it, or those of its bytes", async () => {
    const code: CodeSource = { kind: "s3", bucket: "b", key: "k.zip" };
    const bytes = Buffer.from("a zip");

    expect(await artifacts(createObjects(bytes, "kept")).codeSha256(code)).toBe("kept");
    expect(await artifacts(createObjects(bytes)).codeSha256(code)).toBe(sha256Base64(bytes));
  });
});

describe("code in S3 that is no zip", () => {
  it("is packed alone, under its own name, as a file on disk would be", async () => {
    const bytes = Buffer.from("def parse(batch, context): pass\n");
    await writeFile(join(folder, "lambda_parser.py"), bytes);
    const onDisk = await codeAt(join(folder, "lambda_parser.py"), "file");
    const inS3: CodeSource = { kind: "s3", bucket: "b", key: "flows/wordcount/lambda_parser.py" };
    const made = artifacts(createObjects(bytes, "of the bare file"));

    expect(await made.build(inS3)).toEqual(await made.build(onDisk));
    expect(await made.codeSha256(inS3)).toBe(await made.codeSha256(onDisk));
  });
});

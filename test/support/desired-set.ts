import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { formatDiagnostic } from "../../src/api/diagnostic.ts";
import { type LoadOptions, loadDesiredSet } from "../../src/source/desired-set.ts";
import { openTempFolder } from "./temp-folder.ts";

export const trackerFolder = join(import.meta.dirname, "../../src/tracking/tracker");
export const testDay = Date.UTC(2026, 10, 23);

/** Files by name, in a temporary folder. */
export interface SourceFolder {
  readonly path: string;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  load(options?: Partial<LoadOptions>): ReturnType<typeof loadDesiredSet>;
  remove(): Promise<void>;
}

export async function createSourceFolder(
  files: Readonly<Record<string, string>> = {},
): Promise<SourceFolder> {
  const { path, remove } = await openTempFolder();
  const write = async (more: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(more)) {
      await mkdir(dirname(join(path, name)), { recursive: true });
      await writeFile(join(path, name), text);
    }
  };
  await write({ "index.js": "exports.handler = async () => {};\n", ...files });
  return {
    path,
    write,
    load: (options) =>
      loadDesiredSet({ path, builtins: { tracker: trackerFolder }, nowMs: testDay, ...options }),
    remove,
  };
}

/** Loads files from a folder that is gone afterwards. */
export async function loadFiles(files: Readonly<Record<string, string>>, options: Partial<LoadOptions> = {}) {
  const folder = await createSourceFolder(files);
  try {
    const { set, ignored } = await folder.load(options);
    return { ...set, path: folder.path, ignored, found: set.diagnostics.map(formatDiagnostic) };
  } finally {
    await folder.remove();
  }
}

/** A manifest of version 1, as YAML; JSON is YAML. */
export function manifest(
  kind: string,
  name: string,
  spec: Readonly<Record<string, unknown>> = {},
  rest: Readonly<Record<string, unknown>> = {},
): string {
  return `${JSON.stringify({ apiVersion: "xflow.dev/v1", kind, metadata: { name }, spec, ...rest })}\n---\n`;
}

export function functionManifest(
  name: string,
  spec: Readonly<Record<string, unknown>> = {},
  rest = {},
): string {
  const base = { source: "index.js", handler: "index.handler", runtime: "nodejs22.x" };
  return manifest("Function", name, { ...base, ...spec }, rest);
}

export function subscription(
  event: string,
  name: string,
  spec: Readonly<Record<string, unknown>> = {},
): string {
  return manifest("Subscription", `${event}:${name}`, { event, function: name, ...spec });
}

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Discovery } from "./discover.ts";
import { mapConcurrently } from "./map-concurrently.ts";
import type { FileParser, ReadFile } from "./read-files.ts";

/**
 * When PATH is one file: the Environment in its folder, which governs it all the same. Everything else those
 * files hold is left out.
 */
export async function environmentsBeside(parser: FileParser, discovery: Discovery): Promise<ReadFile[]> {
  if (!discovery.single) return [];
  const own = discovery.files.map(({ file }) => file);
  const names = (await readdir(discovery.folder)).filter(
    (name) => !name.startsWith(".") && !own.includes(name),
  );
  const manifests = names.filter((name) => /\.(?:yaml|yml|cfg)$/.test(name)).sort();
  const files = await mapConcurrently(manifests, async (file) => {
    const path = join(discovery.folder, file);
    const isFile = await stat(path).then(
      (found) => found.isFile(),
      () => false,
    );
    return isFile ? [await parser.read({ file, path }, false)] : [];
  });
  return files
    .flat()
    .map(onlyEnvironments)
    .filter((each) => each.manifests.length + each.broken.length > 0);
}

function onlyEnvironments(read: ReadFile): ReadFile {
  const manifests = read.manifests.filter(({ body }) => body.kind === "Environment");
  const broken = read.broken.filter(({ kind }) => kind === "Environment");
  return { ...read, manifests, broken, seeds: [], diagnostics: broken.length > 0 ? read.diagnostics : [] };
}

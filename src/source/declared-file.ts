import { realpath } from "node:fs/promises";
import { dirname } from "node:path";
import type { Declaration } from "../api/declaration.ts";
import type { Diagnostic } from "../api/diagnostic.ts";
import type { Manifest } from "../api/manifest.ts";
import type { SeedOverrides } from "../api/seed-flow.ts";
import { ofKind } from "../flow/declarations.ts";
import type { SeedRegion } from "../flow/environments.ts";
import { seedManifests } from "../flow/seed-manifests.ts";
import type { CodeReader, FunctionCode } from "./function-code.ts";
import { mapConcurrently } from "./map-concurrently.ts";
import type { ReadFile } from "./read-files.ts";

/** A file's declarations, its seed flows rewritten as manifests. */
export interface DeclaredFile {
  readonly read: ReadFile;
  readonly manifests: readonly Declaration<Manifest>[];
  readonly fromSeeds: readonly Declaration<Manifest>[];
  readonly seedRegions: readonly SeedRegion[];
  readonly diagnostics: readonly Diagnostic[];
}

export function declareFile(read: ReadFile, overrides: SeedOverrides): DeclaredFile {
  const seeds = read.seeds.map((seed) => ({ seed, ...seedManifests(seed, overrides) }));
  const fromSeeds = seeds.flatMap(({ manifests }) => manifests);
  return {
    read,
    manifests: [...read.manifests, ...fromSeeds],
    fromSeeds,
    seedRegions: seeds.flatMap(({ seed, region }) => (region === undefined ? [] : { seed, region })),
    diagnostics: [...read.diagnostics, ...seeds.flatMap(({ diagnostics }) => diagnostics)],
  };
}

/** The code of every function, by its declaration. */
export async function readCodes(
  files: readonly DeclaredFile[],
  reader: CodeReader,
): Promise<ReadonlyMap<Declaration<Manifest>, FunctionCode>> {
  const functions = files.flatMap(({ read, manifests }) =>
    ofKind(manifests, "Function").map((declaration) => ({ declaration, folder: dirname(read.path) })),
  );
  const codes = await mapConcurrently(
    functions,
    async ({ declaration, folder }): Promise<[Declaration<Manifest>, FunctionCode]> => [
      declaration,
      await reader.read(declaration, folder),
    ],
  );
  return new Map(codes);
}

/** Leaves out files that lie in a function's source directory, unless they declare that function themselves. */
export async function outsideSources(
  files: readonly DeclaredFile[],
  codes: ReadonlyMap<Declaration<Manifest>, FunctionCode>,
): Promise<DeclaredFile[]> {
  const folders = new Map<string, Set<string>>();
  for (const [{ file }, { code }] of codes) {
    if (code?.kind !== "path" || code.form !== "directory") continue;
    folders.set(code.path, (folders.get(code.path) ?? new Set()).add(file));
  }
  if (folders.size === 0) return [...files];
  const real = await mapConcurrently(files, ({ read }) => realpath(read.path).catch(() => read.path));
  return files.filter(({ read }, index) => !isSource(read.file, real[index] ?? read.path, folders));
}

function isSource(file: string, path: string, folders: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (folders.get(folder)?.has(file) === false) return true;
  }
  return false;
}

import type { Declaration } from "../api/declaration.ts";
import type { Environment } from "../api/desired-set.ts";
import type { Diagnostic } from "../api/diagnostic.ts";
import type { EnvironmentManifest } from "../api/environment.ts";
import type { SeedFlow } from "../api/seed-flow.ts";
import { finding } from "./declarations.ts";

export type EnvironmentDefaults = NonNullable<EnvironmentManifest["spec"]["defaults"]>;

/** An environment and what it gives to the manifests it governs. */
export interface Governed {
  readonly environment: Environment;
  readonly permissionsBoundary?: string;
  readonly defaults: EnvironmentDefaults;
}

export interface Environments {
  /** Undefined under a broken Environment: nothing is known about where its folder belongs. */
  governing(file: string): Governed | undefined;
  readonly all: ReadonlyMap<string, Environment>;
  readonly diagnostics: readonly Diagnostic[];
}

/** A seed flow file and the region it asks for. */
export interface SeedRegion {
  readonly seed: Declaration<SeedFlow>;
  readonly region: string;
}

/**
 * Environments by folder: the nearest one upwards governs, without inheriting from those above it. Where none
 * governs, the environment is `default`. Under an Environment with an error nothing is governed, lest things
 * end up in another account.
 * @param broken files that hold an Environment nobody can read
 */
export function resolveEnvironments(
  declared: readonly Declaration<EnvironmentManifest>[],
  broken: readonly string[],
  seedRegions: readonly SeedRegion[],
): Environments {
  const diagnostics: Diagnostic[] = [];
  const byName = new Map<string, Governed>();
  const byFolder = new Map<string, Governed | undefined>();
  for (const declaration of declared) place(declaration, byName, byFolder, diagnostics);
  for (const file of broken) byFolder.set(folderOf(file), undefined);
  if (!byName.has("default")) byName.set("default", toGoverned({ name: "default", namePrefix: "" }));
  const nameOf = (file: string): string | undefined => {
    const folder = nearestFolder(byFolder, file);
    return folder === undefined ? "default" : byFolder.get(folder)?.environment.name;
  };
  const refused = applySeedRegions(byName, nameOf, seedRegions, diagnostics);
  return {
    governing: (file) => (refused.has(file) ? undefined : byName.get(nameOf(file) ?? "")),
    all: new Map([...byName].map(([name, { environment }]) => [name, environment])),
    diagnostics,
  };
}

/** Puts an environment in charge of its folder, unless the folder or the name is taken by a different one. */
function place(
  declaration: Declaration<EnvironmentManifest>,
  byName: Map<string, Governed>,
  byFolder: Map<string, Governed | undefined>,
  diagnostics: Diagnostic[],
): void {
  const governed = fromManifest(declaration.body);
  const { name } = governed.environment;
  const folder = folderOf(declaration.file);
  const first = byName.get(name) ?? governed;
  const before = byFolder.has(folder) ? byFolder.get(folder) : first;
  const at = (found: Pick<Diagnostic, "code" | "message" | "suggestion">) =>
    diagnostics.push(finding(declaration, ["metadata", "name"], found));
  if (before?.environment.name !== name) {
    const message = `a second Environment in the folder of ${before?.environment.name ?? "another"}`;
    at({ code: "DuplicateEnvironment", message, suggestion: "keep one Environment per folder" });
    byFolder.set(folder, undefined);
    return;
  }
  const isSame = JSON.stringify(first) === JSON.stringify(governed);
  if (!isSame) {
    const message = `Environment ${name} is declared differently elsewhere`;
    at({
      code: "ConflictingDeclaration",
      message,
      suggestion: "keep one of them, or give each a name of its own",
    });
  }
  byName.set(name, first);
  byFolder.set(folder, isSame ? first : undefined);
}

function fromManifest(manifest: EnvironmentManifest): Governed {
  const { region, accountId, assumeRoleArn, namePrefix, permissionsBoundary, defaults } = manifest.spec;
  const environment: Environment = {
    name: manifest.metadata.name,
    ...(region === undefined ? {} : { region }),
    ...(accountId === undefined ? {} : { accountId }),
    ...(assumeRoleArn === undefined ? {} : { assumeRoleArn }),
    namePrefix: namePrefix ?? "",
  };
  return {
    environment,
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
    defaults: defaults ?? {},
  };
}

function toGoverned(environment: Environment): Governed {
  return { environment, defaults: {} };
}

/**
 * An environment without a region takes the one its seed flow files name.
 * @returns the files that ask for another region than the rest
 */
function applySeedRegions(
  byName: Map<string, Governed>,
  nameOf: (file: string) => string | undefined,
  seedRegions: readonly SeedRegion[],
  diagnostics: Diagnostic[],
): ReadonlySet<string> {
  const refused = new Set<string>();
  for (const { seed, region } of seedRegions) {
    const governed = byName.get(nameOf(seed.file) ?? "");
    const environment = governed?.environment;
    if (governed === undefined || environment === undefined || environment.region === region) continue;
    if (environment.region === undefined) {
      byName.set(environment.name, { ...governed, environment: { ...environment, region } });
      continue;
    }
    const message = `region ${region} differs from ${environment.region}, the region of environment ${environment.name}`;
    const suggestion = "put it in a folder with an Environment of its own";
    diagnostics.push(
      finding(seed, ["aws", "region"], { code: "ConflictingDeclaration", message, suggestion }),
    );
    refused.add(seed.file);
  }
  return refused;
}

function nearestFolder(byFolder: ReadonlyMap<string, unknown>, file: string): string | undefined {
  for (let folder = folderOf(file); ; folder = folderOf(folder)) {
    if (byFolder.has(folder)) return folder;
    if (folder === "") return undefined;
  }
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf("/")));
}

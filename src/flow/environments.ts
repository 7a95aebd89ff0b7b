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
 * governs, the environment is `default`.
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
  for (const declaration of declared) {
    const governed = named(byName, declaration, diagnostics);
    const folder = folderOf(declaration.file);
    const before = byFolder.get(folder);
    if (byFolder.has(folder) && before?.environment.name !== governed.environment.name) {
      const message = `a second Environment in the folder of ${before?.environment.name ?? "another"}`;
      const suggestion = "keep one Environment per folder";
      diagnostics.push(
        finding(declaration, ["metadata", "name"], { code: "DuplicateEnvironment", message, suggestion }),
      );
      continue;
    }
    byFolder.set(folder, governed);
  }
  for (const file of broken) byFolder.set(folderOf(file), undefined);
  const fallback = byName.get("default") ?? toGoverned({ name: "default", namePrefix: "" });
  const nameOf = (file: string): string | undefined => {
    const folder = nearestFolder(byFolder, file);
    return folder === undefined ? fallback.environment.name : byFolder.get(folder)?.environment.name;
  };
  byName.set(fallback.environment.name, fallback);
  applySeedRegions(byName, nameOf, seedRegions, diagnostics);
  return {
    governing: (file) => byName.get(nameOf(file) ?? ""),
    all: new Map([...byName].map(([name, { environment }]) => [name, environment])),
    diagnostics,
  };
}

/** The environment a declaration names; a second declaration of the name must say the same. */
function named(
  byName: Map<string, Governed>,
  declaration: Declaration<EnvironmentManifest>,
  diagnostics: Diagnostic[],
): Governed {
  const governed = fromManifest(declaration.body);
  const name = governed.environment.name;
  const first = byName.get(name);
  if (first !== undefined && JSON.stringify(first) !== JSON.stringify(governed)) {
    const message = `Environment ${name} is declared differently elsewhere`;
    diagnostics.push(finding(declaration, ["metadata", "name"], { code: "ConflictingDeclaration", message }));
  }
  byName.set(name, first ?? governed);
  return first ?? governed;
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

/** An environment without a region takes the one its seed flow files name, if they agree. */
function applySeedRegions(
  byName: Map<string, Governed>,
  nameOf: (file: string) => string | undefined,
  seedRegions: readonly SeedRegion[],
  diagnostics: Diagnostic[],
): void {
  for (const { seed, region } of seedRegions) {
    const governed = byName.get(nameOf(seed.file) ?? "");
    if (governed === undefined) continue;
    const { environment } = governed;
    if (environment.region === undefined) {
      byName.set(environment.name, { ...governed, environment: { ...environment, region } });
    } else if (environment.region !== region) {
      const message = `region ${region} differs from ${environment.region}, the region of environment ${environment.name}`;
      const suggestion = "put it in a folder with an Environment of its own";
      diagnostics.push(
        finding(seed, ["aws", "region"], { code: "ConflictingDeclaration", message, suggestion }),
      );
    }
  }
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

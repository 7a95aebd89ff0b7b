import { dump } from "js-yaml";
import type { Declaration } from "../api/declaration.ts";
import type { Diagnostic } from "../api/diagnostic.ts";
import { apiVersion } from "../api/envelope.ts";
import type { Manifest } from "../api/manifest.ts";
import type { SeedFlow, SeedOverrides } from "../api/seed-flow.ts";
import { seedManifests } from "./seed-manifests.ts";

export interface Converted {
  /** Multi-document YAML; undefined when a seed has an error. */
  readonly manifests?: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** The manifests that mean the same as seed flows, to be put beside the file they came from. */
export function convertSeeds(seeds: readonly Declaration<SeedFlow>[], overrides: SeedOverrides): Converted {
  const expansions = seeds.map((seed) => seedManifests(seed, overrides));
  const diagnostics = expansions.flatMap((each) => each.diagnostics);
  if (diagnostics.length > 0) return { diagnostics };
  const region = expansions.find((each) => each.region !== undefined)?.region;
  const manifests: Manifest[] = [
    ...(region === undefined ? [] : [environment(region)]),
    ...expansions.flatMap((each) => each.manifests.map(({ body }) => body)),
  ];
  return { manifests: manifests.map(toYaml).join("---\n"), diagnostics };
}

function environment(region: string): Manifest {
  return { apiVersion, kind: "Environment", metadata: { name: "default" }, spec: { region } };
}

function toYaml(manifest: Manifest): string {
  return dump(manifest, { noRefs: true, lineWidth: -1 });
}

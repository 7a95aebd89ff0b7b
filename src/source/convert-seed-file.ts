import { basename } from "node:path";
import type { SeedOverrides } from "../api/seed-flow.ts";
import { type Converted, convertSeeds } from "../flow/convert.ts";
import { createFileParser } from "./read-files.ts";

/** Reads a seed flow file and prints what it means as manifests; its sources are not looked at. */
export async function convertSeedFile(path: string, overrides: SeedOverrides): Promise<Converted> {
  const file = basename(path);
  const { seeds, diagnostics } = await createFileParser().read({ file, path }, true);
  if (diagnostics.length > 0) return { diagnostics };
  if (seeds.length > 0) return convertSeeds(seeds, overrides);
  const message = "is not a seed flow file: it has no lambdas or subscriptions";
  return { diagnostics: [{ severity: "error", code: "NotASeedFlow", message, file, line: 1, column: 1 }] };
}

import { realpath, stat } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { codeOf, isInside } from "./discover.ts";

/** Where function sources may lie. All real paths. */
export interface SourceRoots {
  readonly roots: readonly string[];
  /** Absolute paths are for one's own machine: PATH is one file, and nobody else's push decides what is read. */
  readonly absolutePaths: boolean;
}

export type LocatedSource =
  | { readonly kind: "path"; readonly path: string; readonly form: "file" | "directory" | "zip" }
  | { readonly kind: "s3"; readonly bucket: string; readonly key: string; readonly versionId?: string }
  | SourceProblem;

export interface SourceProblem {
  readonly kind: "problem";
  readonly code: string;
  readonly message: string;
  readonly suggestion?: string;
}

/**
 * Finds what a `source` names: relative to its manifest's folder, inside a source root, links resolved.
 * @param manifestFolder absolute
 */
export async function locateSource(
  source: string,
  manifestFolder: string,
  roots: SourceRoots,
): Promise<LocatedSource> {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(source)?.[1];
  if (scheme?.toLowerCase() === "s3") return locateObject(source);
  if (scheme !== undefined) {
    return problem("UnsupportedSource", `source ${source} is not supported`, "use a path or s3://bucket/key");
  }
  if (isAbsolute(source) && !roots.absolutePaths) {
    return problem("AbsoluteSource", `source ${source} is absolute`, "write it relative to this file");
  }
  return locatePath(source, resolve(manifestFolder, source), roots);
}

async function locatePath(source: string, path: string, roots: SourceRoots): Promise<LocatedSource> {
  const real = await realpath(path).catch((error: unknown) => codeOf(error));
  if (!isAbsolute(real)) {
    const missing = real === "ENOENT" || real === "ENOTDIR";
    return missing
      ? problem("MissingSource", `source ${source} does not exist`)
      : problem("UnreadableSource", `source ${source} cannot be read: ${real}`);
  }
  if (!isAbsolute(source) && !roots.roots.some((root) => isInside(root, real))) {
    const hint = "keep it below PATH, or allow its folder with --source-root";
    return problem("SourceOutsideRoot", `source ${source} leads out of the source root`, hint);
  }
  const found = await stat(real);
  if (found.isDirectory()) return { kind: "path", path: real, form: "directory" };
  if (!found.isFile())
    return problem("UnsupportedSource", `source ${source} is neither a file nor a directory`);
  return { kind: "path", path: real, form: real.endsWith(".zip") ? "zip" : "file" };
}

/** `s3://bucket/key[?versionId=…]`; bucket and key as S3 spells them. */
function locateObject(source: string): LocatedSource {
  const parts =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/([^?]{1,1024})(?:\?versionId=([^&]{1,1024}))?$/i.exec(
      source,
    );
  const [, bucket, key, versionId] = parts ?? [];
  if (bucket === undefined || key === undefined) {
    return problem("UnsupportedSource", `source ${source} is not s3://bucket/key[?versionId=…]`);
  }
  return { kind: "s3", bucket, key, ...(versionId === undefined ? {} : { versionId }) };
}

function problem(code: string, message: string, suggestion?: string): SourceProblem {
  return { kind: "problem", code, message, ...(suggestion === undefined ? {} : { suggestion }) };
}

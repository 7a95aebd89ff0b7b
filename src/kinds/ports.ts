import type { CodeSource, Resource, ResourceKey } from "../api/resource.ts";

/** What kinds need besides AWS. */
export interface KindPorts {
  readonly artifacts: Artifacts;
  /** What references mean: a subscription is found by the names of its stream and function. */
  readonly resources: { get(key: ResourceKey): Pick<Resource, "awsName"> | undefined };
}

/** Deployment packages. */
export interface Artifacts {
  /**
   * A package's bytes. A zip in S3 is never asked for: Lambda reads it itself.
   * @throws when the source is gone or no longer what was declared; tried again with the next observation
   */
  build(code: CodeSource): Promise<Uint8Array>;
}

/** @throws Error for a reference to nothing: validation lets none through */
export function awsNameOf({ resources }: Pick<KindPorts, "resources">, key: ResourceKey): string {
  const resource = resources.get(key);
  if (resource === undefined) throw new Error(`no resource ${key} to refer to`);
  return resource.awsName;
}

import type { CodeSource, Resource, ResourceKey } from "../api/resource.ts";

/** What kinds need besides AWS. */
export interface KindPorts {
  /** A declared resource, for references: a subscription is found by the names of its stream and function. */
  resourceOf(key: ResourceKey): Resource | undefined;
  /**
   * A deployment package's bytes. S3 sources are never asked for.
   * @throws when the source is gone or no longer what was declared; tried again with the next observation
   */
  buildPackage(code: CodeSource): Promise<Uint8Array>;
}

/** @throws Error for a reference to nothing: validation lets none through */
export function awsNameOf({ resourceOf }: Pick<KindPorts, "resourceOf">, key: ResourceKey): string {
  const resource = resourceOf(key);
  if (resource === undefined) throw new Error(`no resource ${key} to refer to`);
  return resource.awsName;
}

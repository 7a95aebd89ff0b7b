import type { Declaration } from "../api/declaration.ts";
import type { Manifest } from "../api/manifest.ts";
import type { StreamSpec } from "../api/resource.ts";
import { type ManifestOf, ofKind } from "./declarations.ts";
import type { Governed } from "./environments.ts";

/** What is declared in one environment, by name; of several declarations of a name, the first. */
export interface Scope {
  readonly governed: Governed;
  readonly streams: ReadonlyMap<string, Declaration<ManifestOf<"Stream">>>;
  /** By the function that receives. */
  readonly receiving: ReadonlyMap<string, readonly ManifestOf<"Subscription">[]>;
  /** Functions by event, in declaration order. */
  readonly subscribers: ReadonlyMap<string, readonly string[]>;
}

export function scopeOf(governed: Governed, declarations: readonly Declaration<Manifest>[]): Scope {
  const streams = new Map<string, Declaration<ManifestOf<"Stream">>>();
  for (const stream of ofKind(declarations, "Stream")) {
    if (!streams.has(stream.body.metadata.name)) streams.set(stream.body.metadata.name, stream);
  }
  const receiving = new Map<string, ManifestOf<"Subscription">[]>();
  const subscribers = new Map<string, string[]>();
  for (const { body } of ofKind(declarations, "Subscription")) {
    append(receiving, body.spec.function, body);
    append(subscribers, body.spec.event, body.spec.function);
  }
  return { governed, streams, receiving, subscribers };
}

function append<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

/** The name in AWS: prefix + name, or the external name. A log group's prefix goes before its last part. */
export function awsNameOf(prefix: string, name: string, externalName?: string): string {
  if (externalName !== undefined) return externalName;
  const cut = name.lastIndexOf("/") + 1;
  return `${name.slice(0, cut)}${prefix}${name.slice(cut)}`;
}

/** A stream's name in AWS, whether or not it is declared. */
export function streamAwsName(scope: Scope, event: string): string {
  const externalName = scope.streams.get(event)?.body.policy?.externalName;
  return awsNameOf(scope.governed.environment.namePrefix, event, externalName);
}

/** The key a stream is encrypted with. */
export function streamKeyId(scope: Scope, event: string): StreamSpec["encryptionKeyId"] {
  const encryption = scope.streams.get(event)?.body.spec?.encryption;
  return encryption === undefined ? undefined : (encryption.keyId ?? "alias/aws/kinesis");
}

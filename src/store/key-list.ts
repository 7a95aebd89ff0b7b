import { gunzipSync, gzipSync } from "node:zlib";
import type { ResourceKey } from "../api/resource.ts";

/** Longer lists are stored compressed: an item holds 400 KB, and ten thousand keys would not fit. */
const readableKeys = 500;

/** As stored: in the open while it is short enough to be read in a console. */
export type StoredKeys =
  | { readonly keys: readonly ResourceKey[] }
  | { readonly keysGzip: Uint8Array; readonly keyCount: number };

export function packKeys(keys: readonly ResourceKey[]): StoredKeys {
  if (keys.length <= readableKeys) return { keys };
  return { keysGzip: gzipSync(JSON.stringify(keys)), keyCount: keys.length };
}

/** @returns undefined when neither form is there */
export function unpackKeys(stored: {
  readonly keys?: unknown;
  readonly keysGzip?: unknown;
}): readonly ResourceKey[] | undefined {
  if (Array.isArray(stored.keys)) return stored.keys as readonly ResourceKey[];
  if (!(stored.keysGzip instanceof Uint8Array)) return undefined;
  return JSON.parse(gunzipSync(stored.keysGzip).toString()) as readonly ResourceKey[];
}

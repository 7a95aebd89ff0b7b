/**
 * What callers hand back unread: shard iterators and paging tokens. A token holds all it means, so it
 * survives a restart.
 */
export interface OpaqueToken {
  /** Epoch milliseconds. */
  readonly issuedAt: number;
  readonly fields: readonly string[];
}

/** @param kind keeps the tokens of one purpose from being used for another */
export function encodeToken(kind: string, { issuedAt, fields }: OpaqueToken): string {
  return Buffer.from(JSON.stringify([kind, issuedAt, ...fields])).toString("base64");
}

/** @returns undefined for anything `encodeToken` did not make for this kind */
export function decodeToken(kind: string, token: string): OpaqueToken | undefined {
  const parts = parse(token);
  if (parts === undefined || parts[0] !== kind) return undefined;
  const [, issuedAt, ...fields] = parts;
  if (typeof issuedAt !== "number" || !fields.every(isText)) return undefined;
  return { issuedAt, fields };
}

export function isExpired(token: OpaqueToken, nowMs: number, lifetimeMs: number): boolean {
  return nowMs - token.issuedAt > lifetimeMs;
}

function parse(token: string): unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, "base64").toString());
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

import type { Clock } from "../core/clock.ts";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** The credentials at hand, for however many ask. */
export interface CredentialSource {
  /** Those at hand, or new ones shortly before they expire: obtained once for all who ask meanwhile. */
  get(): Promise<Credentials>;
  /** Those at hand are no good: whoever asks next gets new ones. */
  renew(): void;
}

/** New ones are obtained this long before the old expire, or in the last quarter of a short life. In milliseconds. */
const aheadMs = 300_000;
const lastShare = 0.25;
/** If that fails while the old ones hold, it is tried again this much later, in milliseconds. */
const againMs = 10_000;

interface Kept {
  readonly credentials: Credentials;
  renewAtMs: number;
}

/** @param obtain asked again only when it has to be: for roles that is a call */
export function createCredentialSource(
  obtain: () => Promise<Credentials>,
  clock: Pick<Clock, "now">,
): CredentialSource {
  let kept: Kept | undefined;
  let obtaining: Promise<Credentials> | undefined;

  const obtainNew = async (): Promise<Credentials> => {
    const before = kept;
    try {
      const credentials = await obtain();
      kept = { credentials, renewAtMs: renewAt(credentials, clock.now()) };
      return credentials;
    } catch (error) {
      if (before === undefined || before !== kept || isOver(before.credentials, clock.now())) throw error;
      before.renewAtMs = clock.now() + againMs;
      return before.credentials;
    } finally {
      obtaining = undefined;
    }
  };
  return {
    get: async () => {
      if (kept !== undefined && clock.now() < kept.renewAtMs) return kept.credentials;
      obtaining ??= obtainNew();
      return await obtaining;
    },
    renew: () => {
      kept = undefined;
    },
  };
}

function renewAt({ expiration }: Credentials, nowMs: number): number {
  if (expiration === undefined) return Number.POSITIVE_INFINITY;
  const lifeMs = expiration.getTime() - nowMs;
  return expiration.getTime() - Math.min(aheadMs, lifeMs * lastShare);
}

function isOver({ expiration }: Credentials, nowMs: number): boolean {
  return expiration !== undefined && expiration.getTime() <= nowMs;
}

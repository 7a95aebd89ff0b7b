/** Keys that streams were encrypted with, and how AWS shows them. */
export interface ShownKeys {
  /** We asked for this key. */
  sent(arn: string, keyId: string): void;
  /** @returns the key in the manifest's words, if AWS's answer stands for the one we asked for */
  toSent(arn: string, shown: string): string;
  forget(arn: string): void;
}

/**
 * Kinesis is taken to show a key in the form it was given, alias, id or ARN; the documents do not say so. What it
 * shows first after a call of ours is therefore held to be what we asked for: should it show an alias as the id
 * behind it, the stream is not encrypted anew with every look, and another key is still seen as another.
 */
export function createShownKeys(): ShownKeys {
  const keys = new Map<string, { readonly sent: string; shown?: string }>();
  return {
    sent: (arn, keyId) => {
      keys.set(arn, { sent: keyId });
    },
    toSent: (arn, shown) => {
      const key = keys.get(arn);
      if (key === undefined) return shown;
      key.shown ??= shown;
      return key.shown === shown ? key.sent : shown;
    },
    forget: (arn) => {
      keys.delete(arn);
    },
  };
}

import { randomBytes } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Storage } from "../storage.ts";

/** Temporary credentials and whom they stand for. */
export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** `arn:aws:sts::<account>:assumed-role/<role>/<session>` */
  readonly arn: string;
  /** `<role id>:<session>` */
  readonly userId: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** The sessions handed out by AssumeRole. */
export interface Sessions {
  open(session: Pick<Session, "arn" | "userId" | "expiresAt">): Promise<Session>;
  /** @returns undefined for a key that AssumeRole did not hand out */
  of(accessKeyId: string): Session | undefined;
}

export async function openSessions(storage: Storage, clock: Clock): Promise<Sessions> {
  const table = await storage.table<Session>("sts/sessions");
  const forgetExpired = async () => {
    const expired = [...table.entries()].filter(([, session]) => session.expiresAt + DAY_MS < clock.now());
    await Promise.all(expired.map(([accessKeyId]) => table.delete(accessKeyId)));
  };
  return {
    open: async (session) => {
      await forgetExpired();
      const opened = { ...session, ...newCredentials() };
      await table.set(opened.accessKeyId, opened);
      return opened;
    },
    of: (accessKeyId) => table.get(accessKeyId),
  };
}

/** An expired session is remembered this long, so that its use is called expired, not unknown. */
const DAY_MS = 86_400_000;

function newCredentials(): Pick<Session, "accessKeyId" | "secretAccessKey" | "sessionToken"> {
  return {
    accessKeyId: `ASIA${randomText(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")}`,
    secretAccessKey: randomBytes(30).toString("base64"),
    sessionToken: randomBytes(120).toString("base64"),
  };
}

/** @param alphabet a power of two long, so that every character is as likely */
function randomText(length: number, alphabet: string): string {
  return Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join("");
}

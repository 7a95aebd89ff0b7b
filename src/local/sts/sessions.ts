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
  readonly roleArn: string;
  /** Epoch milliseconds; undefined of a function's, which end with what runs it. */
  readonly expiresAt: number | undefined;
  /** Of a function's session. */
  readonly functionArn?: string;
}

/** Whom a session is for. */
export type SessionSubject = Omit<Session, "accessKeyId" | "secretAccessKey" | "sessionToken" | "expiresAt">;

/** The sessions of roles: those that AssumeRole handed out, and those that functions run with. */
export interface Sessions {
  open(subject: SessionSubject & { readonly expiresAt: number }): Promise<Session>;
  /** A session that lives until it is given back, or until the process ends. */
  lend(subject: SessionSubject): Session;
  giveBack(accessKeyId: string): void;
  /** @returns undefined for a key that was not handed out */
  of(accessKeyId: string): Session | undefined;
}

export async function openSessions(storage: Storage, clock: Clock): Promise<Sessions> {
  const table = await storage.table<Session>("sts/role-sessions");
  const lent = new Map<string, Session>();
  const forgetExpired = async () => {
    const isLongOver = ({ expiresAt = 0 }: Session) => expiresAt + DAY_MS < clock.now();
    const expired = [...table.entries()].filter(([, session]) => isLongOver(session));
    await Promise.all(expired.map(([accessKeyId]) => table.delete(accessKeyId)));
  };
  return {
    open: async (subject) => {
      await forgetExpired();
      const opened = { ...subject, ...newCredentials() };
      await table.set(opened.accessKeyId, opened);
      return opened;
    },
    lend: (subject) => {
      const session = { ...subject, ...newCredentials(), expiresAt: undefined };
      lent.set(session.accessKeyId, session);
      return session;
    },
    giveBack: (accessKeyId) => {
      lent.delete(accessKeyId);
    },
    of: (accessKeyId) => lent.get(accessKeyId) ?? table.get(accessKeyId),
  };
}

export const isOver = ({ expiresAt }: Session, clock: Pick<Clock, "now">) =>
  expiresAt !== undefined && expiresAt <= clock.now();

/** The ARN of a role's session: of the role's path nothing is in it. */
export function sessionArn(accountId: string, roleArn: string, sessionName: string): string {
  return `arn:aws:sts::${accountId}:assumed-role/${roleArn.split("/").at(-1)}/${sessionName}`;
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

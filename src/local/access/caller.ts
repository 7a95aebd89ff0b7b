import type { Clock } from "../clock.ts";
import { isOver, type Session, type Sessions } from "../sts/sessions.ts";
import type { AccessContext } from "./access-request.ts";
import { expiredCredentials, unknownCredentials } from "./credential-errors.ts";

/** Who makes a call. */
export type Caller =
  /** Any key that stands for no session: the account's root, who may do everything. */
  | { readonly kind: "root"; readonly arn: string }
  | { readonly kind: "session"; readonly arn: string; readonly session: Session };

export interface CallersOptions {
  readonly accountId: string;
  readonly clock: Clock;
  /** Whether temporary keys that nobody here handed out are refused; else they are the account's root. */
  readonly strict: boolean;
}

export interface Callers {
  /**
   * @param service whose words a refusal is in
   * @throws AwsError for credentials that have expired, or that are unknown where those are refused
   */
  identify(service: string, accessKeyId: string): Caller;
}

export function createCallers(sessions: Sessions, { accountId, clock, strict }: CallersOptions): Callers {
  const root: Caller = { kind: "root", arn: `arn:aws:iam::${accountId}:root` };
  return {
    identify: (service, accessKeyId) => {
      const session = sessions.of(accessKeyId);
      if (session !== undefined) {
        if (isOver(session, clock)) throw expiredCredentials(service);
        return { kind: "session", arn: session.arn, session };
      }
      if (strict && accessKeyId.startsWith("ASIA")) throw unknownCredentials(service);
      return root;
    },
  };
}

/** What conditions may ask about whoever calls, whatever it is they call. */
export function callerContext(caller: Caller, region: string, now: number): AccessContext {
  return {
    "aws:RequestedRegion": region,
    "aws:CurrentTime": new Date(now).toISOString(),
    "aws:EpochTime": String(Math.floor(now / 1000)),
    ...(caller.kind === "root"
      ? {}
      : { "aws:userid": caller.session.userId, "lambda:SourceFunctionArn": caller.session.functionArn }),
  };
}

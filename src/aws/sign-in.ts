import type { STSClient, STSClientConfig } from "@aws-sdk/client-sts";
import { CallError } from "../core/call-error.ts";
import type { Clock } from "../core/clock.ts";
import type { Call } from "./call.ts";
import { toCallError } from "./classify.ts";
import { type Credentials, createCredentialSource } from "./credentials.ts";

/** Whose credentials are. */
export interface Caller {
  readonly accountId: string;
  readonly arn: string;
}

/** Who we are, to AWS: one for all clients of a target. */
export interface SignIn {
  /** Whatever is there, to find out whose it is. */
  readonly any: () => Promise<Credentials>;
  /**
   * For everything else. Once pinned, credentials with a new key are asked whose they are before they are used.
   * @throws CallError (credentials) when there are none, or those of another account
   */
  readonly pinned: () => Promise<Credentials>;
  /** Whose the credentials at hand are: one GetCallerIdentity a key, which needs no permission. @throws CallError */
  caller(): Promise<Caller>;
  /** From now on no other account's credentials are used. */
  pin(accountId: string): void;
  /** Those at hand are no good: profiles are read anew, roles assumed anew. */
  renew(): void;
}

export interface SignInOptions {
  /** Of the STS clients. */
  readonly config: Omit<STSClientConfig, "credentials">;
  readonly assumeRoleArn?: string;
  /** Absent: the SDK's chain. */
  readonly credentials?: Credentials;
  readonly sessionName: string;
  readonly call: Call;
  readonly clock: Pick<Clock, "now">;
}

export function createSignIn(options: SignInOptions): SignIn {
  const { credentials: fixed, assumeRoleArn, clock } = options;
  const own = createCredentialSource(async () => fixed ?? (await fromChain(options)), clock);
  const role = createCredentialSource(async () => assumeRole(options, await own.get()), clock);
  const source = assumeRoleArn === undefined ? own : role;
  const callers = createCallers(options);
  let account: string | undefined;

  return {
    any: asProvider(source.get),
    pinned: asProvider(async () => {
      try {
        const credentials = await source.get();
        if (account !== undefined) expectAccount(account, await callers.of(credentials));
        return credentials;
      } catch (error) {
        throw asCredentialsProblem(error);
      }
    }),
    caller: async () => callers.of(await source.get()),
    pin: (accountId) => {
      account = accountId;
    },
    renew: () => {
      own.renew();
      role.renew();
      callers.forget();
    },
  };
}

/** Remembers whose the key last asked about is. */
function createCallers(options: SignInOptions) {
  let known: { readonly key: string; readonly caller: Promise<Caller> } | undefined;
  return {
    of(credentials: Credentials): Promise<Caller> {
      const { accessKeyId: key } = credentials;
      if (known?.key === key) return known.caller;
      const asked = { key, caller: identify(options, credentials) };
      known = asked;
      asked.caller.catch(() => {
        if (known === asked) known = undefined;
      });
      return asked.caller;
    },
    forget() {
      known = undefined;
    },
  };
}

function expectAccount(expected: string, { accountId }: Caller): void {
  if (accountId === expected) return;
  const why = new Error(
    `the credentials now belong to account ${accountId}, and not to ${expected} any more`,
  );
  const problem = Object.assign(why, { name: "WrongAccount" });
  throw new CallError("sts:GetCallerIdentity", { kind: "credentials", reason: "WrongAccount" }, problem);
}

/** Whatever keeps credentials from being had keeps all calls from being made: no call is to blame. */
function asCredentialsProblem(error: unknown): CallError {
  const failure = toCallError("sts", "GetCallerIdentity", error);
  if (failure.disposition.kind === "credentials") return failure;
  return new CallError(failure.call, { kind: "credentials", reason: "NoCredentials" }, failure.cause);
}

async function identify(options: SignInOptions, credentials: Credentials): Promise<Caller> {
  const { GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
  const sts = await openSts(options, credentials);
  const command = new GetCallerIdentityCommand({});
  const { Account, Arn } = await options.call("sts:GetCallerIdentity", (sending) =>
    sts.send(command, sending),
  );
  if (Account === undefined || Arn === undefined) {
    throw new Error("sts:GetCallerIdentity answered without an account");
  }
  return { accountId: Account, arn: Arn };
}

async function assumeRole(options: SignInOptions, by: Credentials): Promise<Credentials> {
  const { assumeRoleArn: RoleArn, sessionName } = options;
  const { AssumeRoleCommand } = await import("@aws-sdk/client-sts");
  const sts = await openSts(options, by);
  const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: sessionName.slice(0, 64) });
  const answer = await options.call("sts:AssumeRole", (sending) => sts.send(command, sending));
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined) {
    throw new Error(`assuming ${RoleArn} gave no credentials`);
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken !== undefined && { sessionToken: SessionToken }),
    ...(Expiration !== undefined && { expiration: Expiration }),
  };
}

async function openSts({ config }: SignInOptions, credentials: Credentials): Promise<STSClient> {
  const { STSClient } = await import("@aws-sdk/client-sts");
  return new STSClient({ ...config, credentials });
}

/** A new chain each time: what a file says may have changed since, and the SDK remembers files unless told not to. */
async function fromChain({ config }: SignInOptions): Promise<Credentials> {
  const { STSClient } = await import("@aws-sdk/client-sts");
  const reading = { ...config, ignoreCache: true };
  try {
    return await new STSClient(reading).config.credentials();
  } catch (error) {
    throw toCallError("sts", "GetCallerIdentity", error);
  }
}

/** The SDK's clients would each remember what they were given; the source does that, once for all. */
function asProvider(get: () => Promise<Credentials>): () => Promise<Credentials> {
  return Object.assign(() => get(), { memoized: true });
}

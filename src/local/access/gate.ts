import type { RawResponse } from "../service.ts";
import type { Access } from "./access.ts";
import type { AccessWorld, CallToAuthorize } from "./authorization.ts";
import type { Callers } from "./caller.ts";
import { runPermitted } from "./enforcement.ts";

/** A call as the gateway knows it. */
export interface GatedCall extends Omit<CallToAuthorize, "world" | "input"> {
  readonly service: string;
  readonly accessKeyId: string;
  /** @throws AwsError for a body that cannot be read */
  input(): CallToAuthorize["input"];
}

/** Where the gateway asks who calls, and whether they may. */
export interface Gate {
  /** @throws AwsError for credentials that have expired or, when permissions are enforced, are made up */
  admit(service: string, accessKeyId: string): void;
  /** Runs a call that was admitted. @throws AwsError what `run` throws, or the refusal */
  pass(call: GatedCall, run: () => Promise<RawResponse>): Promise<RawResponse>;
}

/** Everybody may do everything. */
export const openGate: Gate = { admit: () => undefined, pass: (_, run) => run() };

/** Credentials run out, and everybody may do everything. */
export function createExpiryGate(callers: Callers): Gate {
  return {
    ...openGate,
    admit: (service, accessKeyId) => {
      callers.identify(service, accessKeyId);
    },
  };
}

/** Roles may do what their policies say. */
export function createEnforcingGate(callers: Callers, access: Access, world: AccessWorld): Gate {
  return {
    ...createExpiryGate(callers),
    pass: async (call, run) => {
      const caller = callers.identify(call.service, call.accessKeyId);
      return runPermitted(access, { ...call, input: call.input(), caller, world }, run);
    },
  };
}

import { CallError } from "../core/call-error.ts";

/** Whether the credentials of a target are any good. While they are not, nothing is called with them. */
export interface Hold {
  /** @throws CallError (credentials) while held */
  expectFree(call: string): void;
  /** A call failed because of who called: no more calls until `release`. */
  hold(problem: CallError): void;
  release(): void;
  /** Why it is held; undefined: it is not. */
  readonly problem: CallError | undefined;
}

/** @param onHold told once each time it begins */
export function createHold(onHold: (problem: CallError) => void): Hold {
  let problem: CallError | undefined;
  return {
    expectFree(call) {
      if (problem !== undefined) throw new CallError(call, problem.disposition, heldBecause(problem));
    },
    hold(reason) {
      if (problem !== undefined) return;
      problem = reason;
      onHold(reason);
    },
    release() {
      problem = undefined;
    },
    get problem() {
      return problem;
    },
  };
}

function heldBecause(problem: CallError): Error {
  return Object.assign(new Error(problem.message), { name: "NotCalled" });
}

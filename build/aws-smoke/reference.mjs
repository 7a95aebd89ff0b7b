import { REALISTIC_DURATIONS } from "../../dist/local/durations.js";
import { createLocalAws } from "../../dist/local/local-aws.js";

/** How many times shorter the embedded AWS's states are than AWS's are taken to be: nobody needs to wait for them. */
export const pace = 20;

/** Starts the embedded AWS as the account that it is compared with. */
export function startReference(account) {
  const entries = Object.entries(REALISTIC_DURATIONS).map(([name, ms]) => [name, ms / pace]);
  return createLocalAws({ port: 0, accountId: account, durations: Object.fromEntries(entries) });
}

/** How xflow and the SDK reach it; nothing of the caller's AWS settings may get in. */
export function placeOf(reference) {
  return {
    endpoint: reference.endpoint,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    env: { PATH: process.env.PATH, HOME: "/nonexistent" },
    flags: ["--local", "--endpoint-url", reference.endpoint],
    everyMs: 100,
    resync: "5s",
  };
}

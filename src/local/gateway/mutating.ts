/** Names of calls that only read. Everything else changes something. */
const READS =
  /^(Get|List|Describe|Head|BatchGet|Query$|Scan$|Filter|Simulate|AssumeRole|ReceiveMessage$|Test)/;

/** Whether an operation changes the world; `Invoke` and `PutRecord` do, taking a role or a lease on a message does not. */
export function isMutating(operation: string): boolean {
  return !READS.test(operation);
}

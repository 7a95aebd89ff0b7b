import { UsageError } from "./exit.ts";
import type { Terminal } from "./terminal.ts";

/**
 * What may delete must be told whose resources it is about: everybody who says nothing is the same instance. On the
 * embedded AWS there is nobody else.
 * @param flag for the message. @throws UsageError
 */
export function expectInstance(
  flag: string,
  options: { readonly instance: string; readonly local?: true },
  { env }: Pick<Terminal, "env">,
): void {
  const isNamed = options.instance !== "default" || env["XFLOW_INSTANCE"] !== undefined;
  if (options.local || isNamed) return;
  throw new UsageError(`${flag} needs --instance NAME: whose the resources are, and may be deleted`);
}

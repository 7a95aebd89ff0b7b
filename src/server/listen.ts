import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type ListenAddress, parseListenAddress } from "./listen-address.ts";

/** The address is taken, is not this machine's, or may not be used. */
export class ListenError extends Error {
  constructor(address: string, cause: unknown) {
    const code = (cause as { readonly code?: string }).code ?? "";
    super(`cannot listen on ${address}: ${reasons[code] ?? String(cause)}`, { cause });
    this.name = "ListenError";
  }
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "another process uses the port",
  EADDRNOTAVAIL: "the address is not this machine's",
  EACCES: "no permission to use the port",
  ENOTFOUND: "the host is not known",
};

/**
 * @param text as `parseListenAddress` takes it
 * @returns the address as it came about: its port is never 0
 * @throws ListenAddressError, ListenError
 */
export async function listen(server: Server, text: string): Promise<Required<ListenAddress>> {
  const address = parseListenAddress(text);
  await new Promise<void>((resolve, reject) => {
    const fail = (error: unknown) => reject(new ListenError(text, error));
    server.once("error", fail);
    server.listen(address, () => {
      server.off("error", fail);
      resolve();
    });
  });
  const { address: host, port } = server.address() as AddressInfo;
  return { host, port };
}

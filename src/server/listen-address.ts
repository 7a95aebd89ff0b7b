/** Where a server listens. */
export interface ListenAddress {
  /** Absent: every interface. */
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port: number;
}

/** Not an address that a server could listen on. */
export class ListenAddressError extends Error {
  constructor(text: string) {
    super(`${JSON.stringify(text)} is no address to listen on: expected host:port, [IPv6]:port or :port`);
    this.name = "ListenAddressError";
  }
}

/**
 * `127.0.0.1:9464`, `localhost:0`, `[::1]:9464`; `:9464` is every interface.
 * @throws ListenAddressError
 */
export function parseListenAddress(text: string): ListenAddress {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([\w.-]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) throw new ListenAddressError(text);
  const host = match[1] ?? match[2] ?? "";
  return host === "" ? { port } : { host, port };
}

/** Another program listens on the embedded AWS's port. */
export class PortInUseError extends Error {
  readonly port: number;

  constructor(port: number, cause: unknown) {
    super(
      `port ${port} is taken: stop the program that listens on it (another \`xflow local\`?), or choose another with --port`,
      { cause },
    );
    this.name = "PortInUseError";
    this.port = port;
  }
}

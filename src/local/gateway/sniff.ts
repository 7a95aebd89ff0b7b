import type { Socket } from "node:net";

/** The start of HTTP/2's connection preface, `PRI * HTTP/2.0`; no HTTP/1.1 method begins so. RFC 9113 §3.4 */
const PREFACE = Buffer.from("PRI * HTTP/2.0");

/**
 * Tells HTTP/1.1 from HTTP/2 by a connection's first bytes, which are put back before `found` is called.
 * Not called when the connection ends before it has said enough.
 */
export function sniffHttpVersion(socket: Socket, found: (version: "1.1" | "2") => void): void {
  const ignoreError = () => socket.destroy();
  const onReadable = () => {
    const seen: Buffer | null = socket.read();
    if (seen === null) return;
    socket.unshift(seen);
    const length = Math.min(seen.byteLength, PREFACE.byteLength);
    const isPreface = seen.subarray(0, length).equals(PREFACE.subarray(0, length));
    if (isPreface && length < PREFACE.byteLength) return;
    socket.off("readable", onReadable);
    socket.off("error", ignoreError);
    found(isPreface ? "2" : "1.1");
  };
  socket.on("error", ignoreError);
  socket.on("readable", onReadable);
}

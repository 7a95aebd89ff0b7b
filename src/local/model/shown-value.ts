/** Longer values are cut. */
const maxShown = 1_000;

/** A value as AWS's messages quote it: in the notation of Java, `null` alone without quotes. */
export function shownValue(value: unknown, sensitive = false): string {
  if (value === undefined || value === null) return "null";
  if (sensitive) return "'***'";
  return `'${javaText(value).slice(0, maxShown)}'`;
}

function javaText(value: unknown): string {
  if (value instanceof Uint8Array) {
    return `java.nio.HeapByteBuffer[pos=0 lim=${value.length} cap=${value.length}]`;
  }
  if (Array.isArray(value)) return `[${value.map(javaText).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const members = Object.entries(value).map(([name, member]) => `${name}=${javaText(member)}`);
  return `{${members.join(", ")}}`;
}

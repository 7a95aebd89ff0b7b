const withheld = "(withheld)";

/** Ends of member names, in small letters without `-` and `_`, whose values are told to nobody. */
const secretEndings = [
  "authorization",
  "token",
  "secret",
  "password",
  "passphrase",
  "credential",
  "credentials",
  "cookie",
  "apikey",
  "accesskey",
  "accesskeyid",
  "privatekey",
] as const;

/** Members that hold environment variables, when they hold members of their own: a name is told. */
const environmentNames: ReadonlySet<string> = new Set([
  "environment",
  "environmentvariables",
  "variables",
  "env",
]);

/** Deeper than anything that is worth reading in a log. */
const maxDepth = 8;

/**
 * The value as it may be logged: without credentials, environment values and bytes, however deep they lie.
 * Errors become their type, message, stack and cause; what else an SDK hangs on them (requests, answers) stays
 * behind, but for the request's id.
 */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  return depth < maxDepth ? toldObject(value, depth) : "(deeper)";
}

function toldObject(value: object, depth: number): unknown {
  if (value instanceof Error) return toldError(value, depth);
  if (value instanceof Date) return value;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `(${value.byteLength} bytes)`;
  if (value instanceof Map) return toldMembers(Object.fromEntries(value), depth);
  if (Array.isArray(value) || value instanceof Set) {
    return [...value].map((each) => withoutSecrets(each, depth + 1));
  }
  return toldMembers(value, depth);
}

function toldMembers(value: object, depth: number): unknown {
  const isEnvironmentChange = "path" in value && /^environment\./.test(String(value.path));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (isSecret(name) || (isEnvironmentChange && name !== "path")) return [name, withhold(member)];
      if (isEnvironment(name, member)) return [name, mapValues(member)];
      return [name, withoutSecrets(member, depth + 1)];
    }),
  );
}

/** That there was a value is no secret. */
function withhold(member: unknown): unknown {
  return typeof member === "boolean" || member === undefined ? member : withheld;
}

function isSecret(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[-_]/g, "");
  return secretEndings.some((ending) => plain.endsWith(ending));
}

function isEnvironment(name: string, member: unknown): member is object {
  return (
    environmentNames.has(name.toLowerCase().replaceAll("_", "")) &&
    typeof member === "object" &&
    member !== null
  );
}

/** The names of variables may be told, their values may not. */
function mapValues(variables: object): unknown {
  return Object.fromEntries(Object.keys(variables).map((name) => [name, withheld]));
}

function toldError(error: Error, depth: number): unknown {
  const { call, $metadata } = error as { readonly call?: unknown; readonly $metadata?: unknown };
  const requestId = ($metadata as { readonly requestId?: unknown } | undefined)?.requestId;
  return {
    type: error.name,
    message: error.message,
    ...(typeof call === "string" && { call }),
    ...(typeof requestId === "string" && { requestId }),
    stack: error.stack,
    ...(error.cause !== undefined && { cause: withoutSecrets(error.cause, depth + 1) }),
  };
}

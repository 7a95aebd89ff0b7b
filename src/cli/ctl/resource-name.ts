import type { PrimitiveKind } from "../../api/resource.ts";
import { UsageError } from "../exit.ts";
import { expectKind, kindNamed } from "./kind-names.ts";

/** What an argument asks for. */
export interface ResourceName {
  /** As it was typed, for messages. */
  readonly typed: string;
  readonly kind: PrimitiveKind;
  /** Absent: every resource of the kind. */
  readonly name?: string;
  readonly environment?: string;
}

/**
 * `KIND`, `KIND/NAME` or `ENVIRONMENT/KIND/NAME`, as outputs print it; kinds in any case, short or long. Names may
 * hold slashes.
 * @throws UsageError
 */
export function parseResourceName(typed: string): ResourceName {
  const [first = "", second, ...rest] = typed.split("/");
  if (second === undefined) return { typed, kind: expectKind(first) };
  const inEnvironment = rest.length > 0 ? kindNamed(second) : undefined;
  if (kindNamed(first) === undefined && inEnvironment !== undefined) {
    return { typed, kind: inEnvironment, name: expectName(typed, rest), environment: first };
  }
  return { typed, kind: expectKind(first), name: expectName(typed, [second, ...rest]) };
}

function expectName(typed: string, parts: readonly string[]): string {
  const name = parts.join("/");
  if (name === "") throw new UsageError(`${typed}: the name is missing after the slash`);
  return name;
}

import { type PrimitiveKind, primitiveKinds } from "../../api/resource.ts";
import { didYouMean } from "../../core/nearest.ts";
import { UsageError } from "../exit.ts";

/** What a kind may be called besides its name and the plural of it. */
const shortNames: Readonly<Record<PrimitiveKind, readonly string[]>> = {
  Role: [],
  LogGroup: ["lg", "log-group", "log-groups"],
  Stream: ["st"],
  Function: ["fn"],
  Subscription: ["sub", "subs"],
};

/** As help texts list them. */
export const kindNamesHelp = "Role, LogGroup (lg), Stream (st), Function (fn), Subscription (sub)";

const kinds: ReadonlyMap<string, PrimitiveKind> = new Map(
  primitiveKinds.flatMap((kind) =>
    [kind, `${kind}s`, ...shortNames[kind]].map((name) => [name.toLowerCase(), kind] as const),
  ),
);

/** The kind that a word means, whatever its case; undefined: none. */
export function kindNamed(word: string): PrimitiveKind | undefined {
  return kinds.get(word.toLowerCase());
}

/** @throws UsageError */
export function expectKind(word: string): PrimitiveKind {
  const kind = kindNamed(word);
  if (kind !== undefined) return kind;
  const suggestion = didYouMean(word, primitiveKinds) ?? `one of ${kindNamesHelp}`;
  throw new UsageError(`${word} is no kind: ${suggestion}`);
}

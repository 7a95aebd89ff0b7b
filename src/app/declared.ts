/** Somebody asked about what the files do not declare. */
export class NotDeclaredError extends Error {
  constructor(what: string, known: readonly string[]) {
    super(`${what} is not declared; declared: ${known.length > 0 ? known.join(", ") : "none"}`);
    this.name = "NotDeclaredError";
  }
}

/** Somebody asked about a name that several environments have. */
export class AmbiguousNameError extends Error {
  constructor(what: string, environments: readonly string[]) {
    super(`${what} is declared in environments ${environments.join(", ")}: give the folder of one as PATH`);
    this.name = "AmbiguousNameError";
  }
}

/**
 * The one declaration of that name.
 * @throws NotDeclaredError, AmbiguousNameError naming what was asked for
 */
export function findDeclared<Declared extends { readonly name: string; readonly environment: string }>(
  what: string,
  all: readonly Declared[],
  name: string,
): Declared {
  const found = all.filter((each) => each.name === name);
  const [first] = found;
  const names = all.map((each) => each.name);
  if (first === undefined) throw new NotDeclaredError(what, [...new Set(names)]);
  if (found.length === 1) return first;
  const environments = found.map(({ environment }) => environment);
  throw new AmbiguousNameError(what, environments);
}

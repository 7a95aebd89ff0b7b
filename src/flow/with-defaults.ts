/** What is given, and the default where nothing is: by field, in the default's order. */
export function withDefaults<Fields extends object>(
  defaults: Fields,
  ...given: readonly ({ readonly [Name in keyof Fields]?: Fields[Name] | undefined } | undefined)[]
): Fields {
  const merged = { ...defaults };
  for (const name of Object.keys(defaults) as (keyof Fields)[]) {
    for (const layer of given) {
      const value = layer?.[name];
      if (value !== undefined) merged[name] = value;
    }
  }
  return merged;
}

/** The texts of a policy element that may be one value or a list; numbers and booleans become text. */
export function asTexts(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

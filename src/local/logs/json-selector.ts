/**
 * Compiles a property selector, e.g. `$.detail.items[0].id`.
 * @returns a function that finds the value, or undefined when any part of the path is missing
 */
export function compileSelector(selector: string): (document: unknown) => unknown {
  const steps = [...selector.matchAll(/\.([\w-]+)|\[(\d+)\]/g)].map(([, name, index]) =>
    name === undefined ? Number(index) : name,
  );
  return (document) => {
    let value = document;
    for (const step of steps) value = childOf(value, step);
    return value;
  };
}

function childOf(value: unknown, step: string | number): unknown {
  if (typeof step === "number") return Array.isArray(value) ? value[step] : undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, step) ? (value as Record<string, unknown>)[step] : undefined;
}

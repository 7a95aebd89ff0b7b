/** @returns the paths of its members, sorted; rows of lists that do not carry the prefix are left out */
export function shapeOf(answer: object, prefix: string): string[];
/** @param body JSON or the XML of a query service @returns empty for anything else */
export function parseAnswer(body: string): Record<string, unknown>;

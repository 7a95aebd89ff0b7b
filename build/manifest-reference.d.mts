/** @param schema the parsed schemas/xflow.v1.schema.json @returns docs/manifests.md */
export function manifestReference(schema: unknown): string;

/** @returns docs/fields.md */
export function fieldsReference(kinds: unknown, manifests: unknown): string;

/** One `TagFilters` element: the resource has the key, with one of the values when there are any. */
export interface TagFilter {
  readonly key: string;
  readonly values: readonly string[];
}

/** Filters join with AND, values of one filter with OR. */
export function matchesTags(tags: Readonly<Record<string, string>>, filters: readonly TagFilter[]): boolean {
  return filters.every(({ key, values }) => {
    const value = Object.hasOwn(tags, key) ? tags[key] : undefined;
    return value !== undefined && (values.length === 0 || values.includes(value));
  });
}

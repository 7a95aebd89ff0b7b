/** Enough to hide a disk's latency, too few to run out of file handles. */
const width = 16;

/** Applies an asynchronous function to every item, a few at a time; results in the items' order. */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  apply: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const pending = items.entries();
  const worker = async () => {
    for (const [index, item] of pending) results[index] = await apply(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}

/**
 * The promise, unless the signal aborts first: then what it does no longer matters, not even that it fails.
 * @throws the signal's reason
 */
export function abandonable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abandon = () => reject(signal.reason);
    const settle = () => signal.removeEventListener("abort", abandon);
    promise.then(resolve, reject).finally(settle);
    if (signal.aborted) abandon();
    else signal.addEventListener("abort", abandon, { once: true });
  });
}

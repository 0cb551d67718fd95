/** Idempotency keys: the same one while the same request is tried again, a new one for another request. */
export type IdempotencyKeys = {
  /** The key for this request: `request` is its path and body as text. */
  keyFor(request: string): string;
  /** The request took effect: the next one, even if it looks the same, is another one. */
  settled(): void;
};

export function createIdempotencyKeys(newKey: () => string): IdempotencyKeys {
  let current: { readonly request: string; readonly key: string } | undefined;
  return {
    keyFor(request) {
      if (current?.request !== request) current = { request, key: newKey() };
      return current.key;
    },
    settled() {
      current = undefined;
    },
  };
}

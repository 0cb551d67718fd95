type Read<Key, Value> = (key: Key) => Promise<Value>;

/**
 * Reads once for all who ask for the same thing while it is being read: they share the next read. So everyone is told what
 * was true after they asked, as if they had asked alone, and under load there is one read at a time of each thing.
 */
export function sharedRead<Key, Value>(read: Read<Key, Value>, nameOf: (key: Key) => string): Read<Key, Value> {
  /** Resolve when a read has ended, whatever came of it. */
  const running = new Map<string, Promise<void>>();
  /** Not begun yet. */
  const next = new Map<string, Promise<Value>>();

  const start = (name: string, key: Key): Promise<Value> => {
    next.delete(name);
    const value = read(key);
    const ended: Promise<void> = value
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        if (running.get(name) === ended) running.delete(name);
      });
    running.set(name, ended);
    return value;
  };

  return (key) => {
    const name = nameOf(key);
    const before = running.get(name);
    if (before === undefined && !next.has(name)) return start(name, key);
    const shared = next.get(name) ?? Promise.resolve(before).then(() => start(name, key));
    next.set(name, shared);
    return shared;
  };
}

/** Reads once, and answers the same for a while: for what changes slowly and is asked far away. A failure is not kept. */
export function rememberedRead<Key, Value>(
  read: Read<Key, Value>,
  nameOf: (key: Key) => string,
  limits: { readonly milliseconds: number; readonly entries: number },
): Read<Key, Value> {
  const known = new Map<string, { readonly value: Promise<Value>; readonly until: number }>();

  return (key) => {
    const name = nameOf(key);
    const found = known.get(name);
    if (found !== undefined && performance.now() < found.until) return found.value;
    const value = read(key);
    known.delete(name);
    const oldest = known.size >= limits.entries ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
    known.set(name, { value, until: performance.now() + limits.milliseconds });
    value.catch(() => {
      if (known.get(name)?.value === value) known.delete(name);
    });
    return value;
  };
}

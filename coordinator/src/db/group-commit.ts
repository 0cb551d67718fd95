/** How a {@link groupCommit} works. */
export type GroupCommitOptions<Item, Result> = {
  /** Writes all of them in one transaction, and answers once it is committed: a result for each, in their order. */
  readonly write: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** The most that one transaction takes. */
  readonly most: number;
  /** How many more are about to come: a transaction waits for them, but never longer than {@link PATIENCE_MS}. */
  readonly expected: () => number;
  /** How many may wait; what comes then is refused with what `overflow` makes. */
  readonly waiting: number;
  readonly overflow: () => Error;
  /** True for an error that has nothing to do with what was written: a database that is away. All of them get it. */
  readonly isForAll: (error: unknown) => boolean;
};

type Entry<Item, Result> = {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
};

/** Less than a commit takes: what is gained is that few transactions are written for one item alone. */
const PATIENCE_MS = 2;

/**
 * Commits together what arrives together. One transaction runs at a time; what comes meanwhile waits and goes into the
 * next one, in the order in which it came. So a lone item waits for nobody, and under load the price of a commit, of its
 * round trips and of a lock that all writers share is paid once for many.
 *
 * Nobody is answered before the commit. When a transaction fails, each of its items is tried in one of its own, so that
 * the one that cannot be written does not take the others down; `write` must therefore leave nothing behind when it throws.
 */
export function groupCommit<Item, Result>(options: GroupCommitOptions<Item, Result>): (item: Item) => Promise<Result> {
  const waiting: Entry<Item, Result>[] = [];
  let isWriting = false;
  let onArrival = (): void => undefined;

  const isGathered = (): boolean => waiting.length >= options.most || options.expected() === 0;
  const gather = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, PATIENCE_MS);
      onArrival = () => {
        if (!isGathered()) return;
        clearTimeout(timer);
        resolve();
      };
    });
  const writeAll = async (): Promise<void> => {
    isWriting = true;
    while (waiting.length > 0) {
      if (!isGathered()) await gather();
      onArrival = () => undefined;
      await settle(options, waiting.splice(0, options.most));
    }
    isWriting = false;
  };

  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= options.waiting) {
        reject(options.overflow());
        return;
      }
      waiting.push({ item, resolve, reject });
      if (isWriting) onArrival();
      else void writeAll();
    });
}

/** Never throws: whatever happens, every entry is answered. */
async function settle<Item, Result>(
  options: GroupCommitOptions<Item, Result>,
  entries: readonly Entry<Item, Result>[],
): Promise<void> {
  try {
    const results = await options.write(entries.map(({ item }) => item));
    if (results.length !== entries.length) throw new Error('group commit: a result for each item is expected');
    entries.forEach(({ resolve }, index) => {
      // Of the same length, which was checked: the type system does not know.
      resolve(results[index] as Result);
    });
  } catch (error) {
    if (entries.length > 1 && !options.isForAll(error)) {
      for (const entry of entries) await settle(options, [entry]);
      return;
    }
    for (const { reject } of entries) reject(error);
  }
}

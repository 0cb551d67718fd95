import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupCommit } from './group-commit.ts';

/** A database that writes when the test says so, and cannot write what is called `bad`. */
function openWriter(
  options: { readonly most?: number; readonly waiting?: number; readonly expected?: () => number } = {},
) {
  const transactions: string[][] = [];
  const committed: string[] = [];
  const held: (() => void)[] = [];
  let running = 0;
  let isAway = false;
  const commit = groupCommit<string, string>({
    most: options.most ?? 100,
    waiting: options.waiting ?? 1000,
    expected: options.expected ?? (() => 0),
    overflow: () => new Error('too many'),
    isForAll: (error) => error instanceof Error && error.message === 'away',
    write: async (items) => {
      running += 1;
      expect(running, 'one transaction at a time').toBe(1);
      transactions.push([...items]);
      await new Promise<void>((resolve) => held.push(resolve));
      running -= 1;
      if (isAway) throw new Error('away');
      if (items.some((item) => item.startsWith('bad'))) throw new Error('a row is bad');
      committed.push(...items);
      return items.map((item) => `${item} written`);
    },
  });
  return {
    commit,
    transactions,
    committed,
    goAway: () => {
      isAway = true;
    },
    /** Lets the running transaction end, and whatever follows from it begin. */
    release: async () => {
      held.shift()?.();
      await new Promise(setImmediate);
    },
    isIdle: () => held.length === 0,
  };
}

async function releaseAll(writer: ReturnType<typeof openWriter>): Promise<void> {
  while (!writer.isIdle()) await writer.release();
}

describe('group commit', () => {
  test('writes the first at once, and what came meanwhile together, in its order', async () => {
    const writer = openWriter();
    const answers = ['a', 'b', 'c'].map(writer.commit);
    await releaseAll(writer);
    expect(writer.transactions).toEqual([['a'], ['b', 'c']]);
    expect(await Promise.all(answers)).toEqual(['a written', 'b written', 'c written']);
  });

  test('takes no more into a transaction than it may', async () => {
    const writer = openWriter({ most: 2 });
    const answers = ['a', 'b', 'c', 'd'].map(writer.commit);
    await releaseAll(writer);
    expect(writer.transactions).toEqual([['a'], ['b', 'c'], ['d']]);
    await Promise.all(answers);
  });

  test('waits for what is about to come, but not for long', async () => {
    let expected = 2;
    const writer = openWriter({ expected: () => expected });
    const answers = [writer.commit('a')];
    await new Promise(setImmediate);
    expect(writer.transactions).toEqual([]);
    expected = 0;
    answers.push(writer.commit('b'));
    await new Promise(setImmediate);
    await releaseAll(writer);
    expect(writer.transactions).toEqual([['a', 'b']]);
    expected = 1;
    answers.push(writer.commit('c'));
    await expect.poll(() => writer.isIdle()).toBe(false);
    await releaseAll(writer);
    expect(writer.transactions).toEqual([['a', 'b'], ['c']]);
    await Promise.all(answers);
  });

  test('answers nobody before the commit', async () => {
    const writer = openWriter();
    const answered: string[] = [];
    const answers = ['a', 'b'].map((item) => writer.commit(item).then((answer) => answered.push(answer)));
    await new Promise(setImmediate);
    expect(answered).toEqual([]);
    await writer.release();
    expect(answered).toEqual(['a written']);
    await releaseAll(writer);
    await Promise.all(answers);
  });

  test('one that cannot be written fails alone', async () => {
    const writer = openWriter();
    const answers = Promise.allSettled(['a', 'b', 'bad', 'c'].map(writer.commit));
    await releaseAll(writer);
    expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(writer.transactions).toEqual([['a'], ['b', 'bad', 'c'], ['b'], ['bad'], ['c']]);
    expect(writer.committed).toEqual(['a', 'b', 'c']);
  });

  test('a database that is away is asked once, and everybody is told', async () => {
    const writer = openWriter();
    const answers = Promise.allSettled(['a', 'b', 'c'].map(writer.commit));
    writer.goAway();
    await releaseAll(writer);
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(writer.transactions).toEqual([['a'], ['b', 'c']]);
  });

  test('what is too much to wait is refused at once', async () => {
    const writer = openWriter({ waiting: 1 });
    const answers = Promise.allSettled(['a', 'b', 'c'].map(writer.commit));
    await releaseAll(writer);
    expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(writer.committed).toEqual(['a', 'b']);
  });

  test('goes on after a failure', async () => {
    const writer = openWriter();
    const refused = expect(writer.commit('bad')).rejects.toThrow('a row is bad');
    await releaseAll(writer);
    await refused;
    const answer = writer.commit('a');
    await releaseAll(writer);
    expect(await answer).toBe('a written');
  });
});

const arrivals = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('item' as const), isBad: fc.boolean() }),
    fc.constant({ kind: 'release' as const, isBad: false }),
  ),
  { maxLength: 60 },
);

test('whatever comes when: each is answered once, the good ones are written once in their order, the bad ones never', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, fc.integer({ min: 1, max: 7 }), async (events, most) => {
      const writer = openWriter({ most });
      const items: string[] = [];
      const answers: Promise<string>[] = [];
      for (const { kind, isBad } of events) {
        if (kind === 'release') {
          await writer.release();
          continue;
        }
        const item = `${isBad ? 'bad' : 'good'} ${items.length}`;
        items.push(item);
        const answer = writer.commit(item);
        answer.catch(() => undefined);
        answers.push(answer);
      }
      await releaseAll(writer);
      const settled = await Promise.allSettled(answers);
      const good = items.filter((item) => !item.startsWith('bad'));
      expect(settled.map(({ status }) => status === 'fulfilled')).toEqual(items.map((item) => good.includes(item)));
      expect(writer.committed).toEqual(good);
      expect(writer.transactions.every((items) => items.length <= most)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

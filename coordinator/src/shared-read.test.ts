import { describe, expect, test } from 'vitest';
import { rememberedRead, sharedRead } from './shared-read.ts';

/** A store whose reads end when the test says so, with what was true when they began. */
function openStore() {
  let value = 0;
  const begun: string[] = [];
  const held: (() => void)[] = [];
  return {
    begun,
    write: (next: number) => {
      value = next;
    },
    read: async (name: string): Promise<string> => {
      const seen = value;
      begun.push(name);
      await new Promise<void>((resolve) => held.push(resolve));
      if (seen < 0) throw new Error('unreadable');
      return `${name} ${seen}`;
    },
    release: async () => {
      held.shift()?.();
      await new Promise(setImmediate);
    },
  };
}

describe('a shared read', () => {
  const own = (name: string) => name;

  test('answers all who asked during a read with the next one, and nobody with an older one', async () => {
    const store = openStore();
    const read = sharedRead(store.read, own);
    const first = read('a');
    store.write(1);
    const later = [read('a'), read('a'), read('a')];
    await store.release();
    await store.release();
    expect(await first).toBe('a 0');
    expect(await Promise.all(later)).toEqual(['a 1', 'a 1', 'a 1']);
    expect(store.begun).toEqual(['a', 'a']);
  });

  test('of one thing does not wait for that of another', async () => {
    const store = openStore();
    const read = sharedRead(store.read, own);
    const both = Promise.all([read('a'), read('b')]);
    expect(store.begun).toEqual(['a', 'b']);
    await store.release();
    await store.release();
    expect(await both).toEqual(['a 0', 'b 0']);
  });

  test('that fails, fails for those who shared it, and the next one is tried', async () => {
    const store = openStore();
    const read = sharedRead(store.read, own);
    store.write(-1);
    const first = read('a').catch(String);
    const second = read('a').catch(String);
    await store.release();
    store.write(2);
    await store.release();
    expect([await first, await second]).toEqual(['Error: unreadable', 'Error: unreadable']);
    const third = read('a');
    await store.release();
    expect(await third).toBe('a 2');
  });

  test('leaves nothing behind: what comes when all is quiet is read at once', async () => {
    const store = openStore();
    const read = sharedRead(store.read, own);
    for (let i = 0; i < 3; i++) {
      const answer = read('a');
      expect(store.begun).toHaveLength(i + 1);
      await store.release();
      await answer;
    }
  });
});

describe('a remembered read', () => {
  const own = (name: string) => name;

  test('is asked once for as long as it is good', async () => {
    let reads = 0;
    const read = rememberedRead(async (name: string) => `${name} ${reads++}`, own, {
      milliseconds: 60_000,
      entries: 2,
    });
    expect([await read('a'), await read('a'), await read('b')]).toEqual(['a 0', 'a 0', 'b 1']);
  });

  test('is asked again when its time is over, and when it failed', async () => {
    let reads = 0;
    const count = rememberedRead(async () => reads++, own, { milliseconds: 0, entries: 2 });
    expect([await count('a'), await count('a')]).toEqual([0, 1]);
    let isAway = true;
    const flaky = rememberedRead(
      async () => {
        if (isAway) throw new Error('away');
        return 'here';
      },
      own,
      { milliseconds: 60_000, entries: 2 },
    );
    await expect(flaky('a')).rejects.toThrow('away');
    isAway = false;
    expect(await flaky('a')).toBe('here');
  });

  test('of more things than it may remember forgets the oldest', async () => {
    let reads = 0;
    const read = rememberedRead(async () => reads++, own, { milliseconds: 60_000, entries: 2 });
    for (const name of ['a', 'b', 'c']) await read(name);
    expect([await read('c'), await read('b'), await read('a')]).toEqual([2, 1, 3]);
  });
});

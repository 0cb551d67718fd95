import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withFileLock } from './file-lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vieraugen-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('only one at a time, also after an error', async () => {
  const lock = join(folder, 'lock');
  let inside = 0;
  let most = 0;
  const work = async (fails: boolean): Promise<void> => {
    most = Math.max(most, ++inside);
    await setTimeout(10);
    inside -= 1;
    if (fails) throw new Error('failed');
  };
  const all = await Promise.allSettled(
    [true, false, true, false].map((fails) => withFileLock(lock, () => work(fails))),
  );
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled']);
  expect(most).toBe(1);
});

test('a lock of a process that is dead is broken', async () => {
  const lock = join(folder, 'lock');
  await writeFile(lock, '999999999');
  await expect(withFileLock(lock, async () => 'done')).resolves.toBe('done');
});

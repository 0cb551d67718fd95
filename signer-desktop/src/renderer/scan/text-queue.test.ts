import { expect, test } from 'vitest';
import { createTextQueue } from './text-queue.ts';

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

test('hands over each text once, one at a time, in order', async () => {
  const taken: string[] = [];
  let running = 0;
  let most = 0;
  const queue = createTextQueue(async (text) => {
    running += 1;
    most = Math.max(most, running);
    await settle();
    taken.push(text);
    running -= 1;
  });
  for (const text of ['A', 'B', 'A', 'C', 'B']) queue.add(text);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(taken).toEqual(['A', 'B', 'C']);
  expect(most).toBe(1);
});

test('after a new start every text counts again', async () => {
  const taken: string[] = [];
  const queue = createTextQueue(async (text) => void taken.push(text));
  queue.add('A');
  await settle();
  queue.forget();
  queue.add('A');
  await settle();
  expect(taken).toEqual(['A', 'A']);
});

test('what could not be handed over may come again, and a slow main loses the oldest, not the memory', async () => {
  const taken: string[] = [];
  let fail = true;
  const queue = createTextQueue(async (text) => {
    if (fail) throw new Error('gone');
    taken.push(text);
  });
  queue.add('A');
  await settle();
  fail = false;
  queue.add('A');
  await settle();
  expect(taken).toEqual(['A']);
  for (let i = 0; i < 100; i += 1) queue.add(`T${i}`);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(taken).toContain('T99');
  queue.add('T50');
  await settle();
  expect(taken.at(-1)).toBe('T50');
});

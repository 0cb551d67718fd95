import { expect, test } from 'vitest';
import { isUpAndOutside, parseInterfaceNames } from './network-interfaces.ts';

test('reads the names of the kernel table', () => {
  const table = `Inter-|   Receive                  |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes packets errs drop fifo colls carrier compressed
    lo:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0
  eth0: 1234567     890    0    0    0     0          0         0   654321     987    0    0    0     0       0          0
`;
  expect(parseInterfaceNames(table)).toEqual(['lo', 'eth0']);
  expect(parseInterfaceNames('')).toEqual([]);
});

test('judges the flags of the kernel', () => {
  expect(isUpAndOutside(0x1003)).toBe(true);
  expect(isUpAndOutside(0x1002)).toBe(false);
  expect(isUpAndOutside(0x9)).toBe(false);
});

import { expect, test } from 'vitest';
import { allowsPermission, type PermissionAsk } from './permissions.ts';

const GOOD: PermissionAsk = {
  permission: 'media',
  contentsId: 7,
  isMainFrame: true,
  address: 'app://signer/scan.html',
  media: ['video'],
};

test('the armed scan window has the camera', () => {
  expect(allowsPermission(GOOD, 7)).toBe(true);
});

test.each<[string, Partial<PermissionAsk>, number | undefined]>([
  ['while no scan is armed', {}, undefined],
  ['in another window', { contentsId: 8 }, 7],
  ['without a window', { contentsId: undefined }, 7],
  ['in a frame', { isMainFrame: false }, 7],
  ['elsewhere', { address: 'app://signer.evil/' }, 7],
  ['with sound', { media: ['video', 'audio'] }, 7],
  ['for sound alone', { media: ['audio'] }, 7],
  ['for nothing named', { media: [] }, 7],
  ['for another thing', { permission: 'geolocation' }, 7],
])('nobody has it %s', (_when, over, holder) => {
  expect(allowsPermission({ ...GOOD, ...over }, holder)).toBe(false);
});

import { expect, test } from 'vitest';
import { isOwnAddress, pageAddress } from './own-page.ts';

test.each(['app://signer/review.html', 'app://signer', 'app://signer/', 'APP://signer/x', pageAddress('scan')])(
  '%s is ours',
  (address) => {
    expect(isOwnAddress(address)).toBe(true);
  },
);

test.each([
  'app://signer.evil/',
  'app://evil.signer/',
  'app://signer:1/',
  'app://user@signer/',
  'https://signer/',
  'https://x/?app://signer',
  'https://app://signer/',
  'xapp://signer/',
  'app:signer/',
  'blob:app://signer/1',
  'about:blank',
  'signer',
  '',
])('%s is not', (address) => {
  expect(isOwnAddress(address)).toBe(false);
});

import type { Role } from '../ipc/contract.ts';

export const SCHEME = 'app';
const HOST = 'signer';

/** E-24: addresses are compared parsed, part by part, never by prefix or substring. */
export function isOwnAddress(address: string): boolean {
  const url = parseUrl(address);
  return (
    url !== undefined &&
    url.protocol === `${SCHEME}:` &&
    url.host === HOST &&
    url.username === '' &&
    url.password === ''
  );
}

export function pageAddress(role: Role): string {
  return `${SCHEME}://${HOST}/${role}.html`;
}

/** The origin as a frame tells it: Electron gives it without a trailing slash. */
export const OWN_ORIGIN = `${SCHEME}://${HOST}`;

export function parseUrl(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}

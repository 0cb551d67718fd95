import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from 'electron';
import type { Role } from '../ipc/contract.ts';
import { isOwnAddress, parseUrl, SCHEME } from './own-page.ts';

interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

/** Everything a window can load, by its whole path. There is no path joining with anything a page says (E-10). */
const FILES: Record<Role, Readonly<Record<string, string>>> = {
  review: { '/review.html': 'text/html', '/review.js': 'text/javascript', '/ui.css': 'text/css' },
  scan: {
    '/scan.html': 'text/html',
    '/scan.js': 'text/javascript',
    '/scan-worker.js': 'text/javascript',
    '/ui.css': 'text/css',
  },
};

/**
 * E-11. React works under `require-trusted-types-for 'script'` without a policy. The scan page alone has one, because
 * `new Worker(address)` is a script sink too; that policy makes one constant address.
 */
const POLICY_NAMES: Record<Role, string> = { review: "'none'", scan: 'scan-worker' };

export function contentSecurityPolicy(role: Role): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    role === 'scan' ? "worker-src 'self'" : "worker-src 'none'",
    "connect-src 'none'",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${POLICY_NAMES[role]}`,
  ].join('; ');
}

function responseHeaders(role: Role, type: string): Record<string, string> {
  const camera = role === 'scan' ? '(self)' : '()';
  return {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': contentSecurityPolicy(role),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': `camera=${camera}, microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), hid=(), midi=()`,
    'cache-control': 'no-store',
  };
}

/** Reads the role's files once; what changes on disk afterwards is never served. */
function loadPageFiles(role: Role, directory: string): ReadonlyMap<string, PageFile> {
  const entries = Object.entries(FILES[role]);
  return new Map(
    entries.map(([path, type]) => [
      path,
      { bytes: new Uint8Array(readFileSync(join(directory, path.slice(1)))), type },
    ]),
  );
}

/** Schemes that no window needs. The request rules cancel them too; here they have no handler that could answer. */
const DENIED_SCHEMES = ['file', 'http', 'https', 'ftp'];

/** Serves `app://signer/` to one session: known files as they were built, anything else is 404. */
export function serveContent(session: Session, role: Role, directory: string): void {
  const files = loadPageFiles(role, directory);
  for (const scheme of DENIED_SCHEMES) session.protocol.handle(scheme, () => new Response('', { status: 403 }));
  session.protocol.handle(SCHEME, (request) => {
    const path = isOwnAddress(request.url) && request.method === 'GET' ? parseUrl(request.url)?.pathname : undefined;
    const file = path === undefined ? undefined : files.get(path);
    if (file === undefined) return new Response('', { status: 404, headers: responseHeaders(role, 'text/plain') });
    return new Response(file.bytes, { status: 200, headers: responseHeaders(role, file.type) });
  });
}

import { describe, expect, test } from 'vitest';
import { useSigner } from '../support/use-signer.ts';

const used = useSigner();

interface Answer {
  readonly status: number | 'failed';
  readonly csp: string | null;
}

/** Asks as the review window's session does, from main, so that no page rule stands before the handler. */
function ask(address: string, method = 'GET'): Promise<Answer> {
  return used.signer.app.evaluate(
    async ({ session }, request) => {
      try {
        const answer = await session.fromPartition('review').fetch(request.address, { method: request.method });
        return { status: answer.status, csp: answer.headers.get('content-security-policy') };
      } catch {
        return { status: 'failed' as const, csp: null };
      }
    },
    { address, method },
  );
}

const UNKNOWN = [
  'app://signer/',
  'app://signer/main.cjs',
  'app://signer/signer.cjs',
  'app://signer/package.json',
  'app://signer/review.html/',
  'app://signer/REVIEW.HTML',
  'app://signer/..%2fmain.cjs',
  'app://signer/../../etc/hostname',
  'app://signer/%2e%2e/main.cjs',
  'app://signer//review.html',
  'app://signer/__proto__',
  'app://signer/constructor',
];

const ELSEWHERE = [
  'app://other/review.html',
  'app://signer.evil/review.html',
  'file:///etc/hostname',
  'https://example.org/?app://signer',
  'data:text/html,x',
  'about:blank',
];

describe('E-10: what a window can load', () => {
  test('the known files are there', async () => {
    for (const path of ['review.html', 'review.js', 'ui.css']) {
      expect((await ask(`app://signer/${path}`)).status).toBe(200);
    }
  });

  test("the other window's files are not", async () => {
    for (const path of ['scan.html', 'scan.js', 'scan-worker.js']) {
      expect((await ask(`app://signer/${path}`)).status).toBe(404);
    }
  });

  test.each(UNKNOWN)('%s is unknown', async (address) => {
    const { status, csp } = await ask(address);
    expect(status).toBe(404);
    expect(csp).toContain("default-src 'none'");
  });

  test.each(ELSEWHERE)('%s is not reached', async (address) => {
    expect((await ask(address)).status).not.toBe(200);
  });

  test('other methods are refused', async () => {
    expect((await ask('app://signer/review.html', 'POST')).status).toBe(404);
  });
});

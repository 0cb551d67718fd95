import type { Express } from 'express';
import type { Logger } from '../observability/logger.ts';

/** Something that must work for requests to be served: throws when it does not. */
export type Check = { readonly name: string; run(): Promise<void> };

const CHECK_TIMEOUT_MS = 3_000;

/** `/healthz`: the process lives. `/readyz`: what it stands on answers too. */
export function healthPages(checks: readonly Check[], logger: Logger): (app: Express) => void {
  return (app) => {
    app.get('/healthz', (_request, response) => {
      response.json({ status: 'alive' });
    });
    app.get('/readyz', async (_request, response) => {
      const results = await Promise.all(
        checks.map(async (check) => [check.name, await passes(check, logger)] as const),
      );
      const ready = results.every(([, ok]) => ok);
      if (!ready) response.setHeader('Retry-After', '5');
      response.setHeader('Cache-Control', 'no-store');
      const parts = Object.fromEntries(results.map(([name, ok]) => [name, ok ? 'ready' : 'away']));
      response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not-ready', ...parts });
    });
  };
}

async function passes(check: Check, logger: Logger): Promise<boolean> {
  const timeout = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${CHECK_TIMEOUT_MS} ms`)), CHECK_TIMEOUT_MS).unref();
  });
  try {
    await Promise.race([check.run(), timeout]);
    return true;
  } catch (error) {
    logger.warn({ err: error, check: check.name }, 'not ready');
    return false;
  }
}

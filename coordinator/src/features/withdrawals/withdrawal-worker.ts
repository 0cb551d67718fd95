import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseUnavailable } from '../../db/unavailable.ts';
import type { CustodyServices } from '../custody-services.ts';
import { advanceWithdrawal } from './advance-withdrawal.ts';
import { screenTogether } from './steps/screen.ts';
import { listDue, setAside } from './withdrawal.repository.ts';

const POLL_MS = 400;
const AWAY_MS = 2_000;
const ASIDE_SECONDS = 15;
const BATCH = 30;
/** Each takes two connections of the pool. */
const AT_ONCE = 3;

export type Worker = {
  /** Lets the running steps end. */
  stop(): Promise<void>;
};

/**
 * Moves withdrawals on. The table of withdrawals is the queue: what is due is taken up by any replica at any time, so a
 * crash, a lost job or a database that was away loses nothing.
 */
export function startWithdrawalWorker(services: CustodyServices): Worker {
  const stopping = new AbortController();
  const ended = run(services, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

async function run(services: CustodyServices, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const pause = await runBatch(services, signal);
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}

/** Milliseconds to wait before the next batch. */
async function runBatch(services: CustodyServices, signal: AbortSignal): Promise<number> {
  try {
    const areScreened = await screenNew(services);
    const ids = [...(await listDue(services.db, services.now(), { limit: BATCH, withNew: !areScreened }))];
    const lane = async (): Promise<void> => {
      for (let id = ids.shift(); id !== undefined && !signal.aborted; id = ids.shift()) {
        await advanceOne(services, id);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    return POLL_MS;
  } catch (error) {
    services.logger.warn({ err: error }, 'withdrawals: cannot work now; trying again');
    return AWAY_MS;
  }
}

/**
 * False if one could not be screened, and so none was: it must not hold up the others, so each takes its steps alone. Once
 * a round, for the callers who wait for their requests to be accepted go first; what is left waits for the next round,
 * for alone each costs several times as much.
 */
async function screenNew(services: CustodyServices): Promise<boolean> {
  try {
    await screenTogether(services);
    return true;
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw error;
    services.logger.error({ err: error }, 'withdrawals: new ones cannot be screened together; each is screened alone');
    return false;
  }
}

/** What goes wrong with one withdrawal must not hold up the others. */
async function advanceOne(services: CustodyServices, id: string): Promise<void> {
  try {
    await advanceWithdrawal(services, id);
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw error;
    services.logger.error({ err: error, withdrawal: id }, 'withdrawals: this one cannot go on; it is tried again');
    await setAside(services.db, id, services.now() + ASIDE_SECONDS);
  }
}

import { z } from 'zod';
import type { Tx } from '../../db/schema.ts';
import { transaction } from '../../db/transaction.ts';
import type { JobKind } from '../../jobs/jobs.ts';
import { appendAudit } from '../audit/index.ts';
import type { CustodyServices } from '../custody-services.ts';
import { lockOverdue, releaseCeremony } from './ceremony.repository.ts';

/** The signer's clock may be behind ours by this much: until then it may still take the request. */
export const CLOCK_SKEW_SECONDS = 600;

const NoData = z.object({});

/** Takes the withdrawals of requests that no signer takes any more back into the queue. */
export async function expireCeremonies(tx: Tx, now: number): Promise<void> {
  for (const id of await lockOverdue(tx, new Date((now - CLOCK_SKEW_SECONDS) * 1000))) {
    await releaseCeremony(tx, id, 'expired');
    appendAudit(tx, { actor: 'system', action: 'ceremony.expired', subject: `ceremony:${id}`, detail: {} });
  }
}

export function expireCeremoniesJob({ db, now }: Pick<CustodyServices, 'db' | 'now'>): JobKind<typeof NoData> {
  return {
    name: 'ceremonies.expire',
    data: NoData,
    everySeconds: 60,
    run: () => transaction(db, (tx) => expireCeremonies(tx, now())),
  };
}

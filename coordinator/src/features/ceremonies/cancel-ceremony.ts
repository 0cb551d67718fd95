import type { Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import { type AccountPrincipal, actorOf } from '../../http/principal.ts';
import { appendAudit } from '../audit/index.ts';
import { type Ceremony, getCeremony, lockCeremony, releaseCeremony } from './ceremony.repository.ts';

/**
 * Takes the withdrawals of a request back into the queue. The request may have crossed the gap all the same: so their
 * nonces and bytes stay, and an answer to it is still taken in.
 */
export async function cancelCeremony(tx: Tx, who: AccountPrincipal, id: string): Promise<Ceremony> {
  const ceremony = await lockCeremony(tx, id);
  if (ceremony.state !== 'open') {
    throw new AppError('CEREMONY_STATE', `This request is ${ceremony.state}; only an open one can be cancelled.`);
  }
  await releaseCeremony(tx, id, 'cancelled');
  appendAudit(tx, { actor: actorOf(who), action: 'ceremony.cancelled', subject: `ceremony:${id}`, detail: {} });
  return getCeremony(tx, id);
}

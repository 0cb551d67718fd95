import { randomUUID } from 'node:crypto';
import { toHex } from '@vieraugen/shared/bytes';
import { encodeEthSignRequest, parsePath } from '@vieraugen/shared/eip4527';
import { messageDigest } from '@vieraugen/shared/protocol';
import { sql } from 'kysely';
import type { Tx } from '../../db/schema.ts';
import { type AccountPrincipal, actorOf } from '../../http/principal.ts';
import { uuidBytes } from '../accounts/index.ts';
import { appendAudit } from '../audit/index.ts';
import type { CustodyServices } from '../custody-services.ts';
import { getForeignPolicy } from '../policies/index.ts';
import { currentRoster } from '../vaults/index.ts';
import { getPayingWallet } from '../wallets/index.ts';
import {
  bindTransaction,
  type ChainFacts,
  judgeWithdrawal,
  listApprovals,
  lockWithdrawal,
  markAtSigner,
  markCommitted,
  readChainFacts,
  spendScope,
  spentInLastDay,
  subjectOf,
} from '../withdrawals/index.ts';
import {
  type DeviceRequest,
  findDeviceRequest,
  getDeviceRequest,
  insertDeviceRequest,
} from './device-request.repository.ts';
import { demandWaiting, type ForeignWithdrawal, getForeignWithdrawal } from './foreign-withdrawal.ts';

/**
 * Prepares an approved withdrawal for its device: nonce and transaction are bound to it here, once. Asked again, it answers
 * with the same request, so that whatever the device is shown is the same bytes.
 *
 * From here on the device's holder may sign and even send it without us. So this is where the policy has its last word and
 * where the money counts against the limit of the day.
 */
export async function openDeviceRequest(
  services: CustodyServices,
  tx: Tx,
  who: AccountPrincipal,
  withdrawalId: string,
): Promise<DeviceRequest> {
  const foreign = await getForeignWithdrawal(tx, withdrawalId);
  demandWaiting(foreign.withdrawal, services.now());
  const before = await findDeviceRequest(tx, withdrawalId);
  if (before) return before;
  await getPayingWallet(tx, foreign.wallet.id);
  const facts = await readChainFacts(services.chains, foreign.withdrawal, foreign.wallet);
  await lockLimits(tx, foreign);
  demandWaiting(await lockWithdrawal(tx, withdrawalId), services.now());
  const meanwhile = await findDeviceRequest(tx, withdrawalId);
  if (meanwhile) return meanwhile;
  await makeRequest(services, tx, who, foreign, facts);
  return getDeviceRequest(tx, withdrawalId);
}

/** For all that share the limit of a day, so that two withdrawals cannot both be the last one that fits. */
async function lockLimits(tx: Tx, { withdrawal }: ForeignWithdrawal): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`foreign-limit ${withdrawal.chain}`}, 0))`.execute(tx);
}

async function makeRequest(
  services: CustodyServices,
  tx: Tx,
  who: AccountPrincipal,
  foreign: ForeignWithdrawal,
  facts: ChainFacts,
): Promise<void> {
  const { withdrawal, wallet, device } = foreign;
  const now = services.now();
  const { unsigned, digest, nonce } = await bindTransaction(tx, { withdrawal, wallet, facts, now }, 'later');
  await judge(services, tx, foreign, unsigned);
  const requestId = randomUUID();
  const request = encodeEthSignRequest({
    requestId: uuidBytes(requestId),
    unsigned,
    key: { path: parsePath(device.path), fingerprint: device.fingerprint },
    address: wallet.address,
    origin: services.config.coordinatorName,
  });
  const requestDigest = messageDigest(request);
  await insertDeviceRequest(tx, {
    withdrawalId: withdrawal.id,
    requestId,
    request,
    requestDigest,
    createdBy: who.id,
    createdAt: new Date(now * 1000),
  });
  await markCommitted(tx, withdrawal.id, now);
  await markAtSigner(tx, withdrawal.id, withdrawal.expiresAt.getTime() / 1000);
  appendAudit(tx, {
    actor: actorOf(who),
    action: 'device-request.opened',
    subject: subjectOf(withdrawal),
    detail: {
      wallet: wallet.id,
      requestId,
      requestDigest: toHex(requestDigest),
      signingDigest: toHex(digest),
      nonce: nonce.toString(),
    },
  });
}

/** Nobody judges after us: a foreign device has no policy of ours, and its holder may be in a hurry. */
async function judge(
  services: CustodyServices,
  tx: Tx,
  { withdrawal, wallet }: ForeignWithdrawal,
  unsigned: Uint8Array,
): Promise<void> {
  const scope = spendScope(wallet, withdrawal);
  judgeWithdrawal({
    withdrawal,
    wallet,
    unsigned,
    policy: await getForeignPolicy(tx),
    approvals: await listApprovals(tx, [withdrawal.id]),
    roster: await currentRoster(tx, services.webauthn),
    spent: await spentInLastDay(tx, scope, { now: services.now(), except: withdrawal.id, pending: false }),
  });
}

import { equalBytes, Refusal, toHex } from '@vieraugen/shared/bytes';
import { attachSignature, type SignedTransaction } from '@vieraugen/shared/chains/evm';
import { decodeEthSignature, type EthSignature, plainSignature } from '@vieraugen/shared/eip4527';
import type { Tx } from '../../db/schema.ts';
import { type AccountPrincipal, actorOf } from '../../http/principal.ts';
import { uuidBytes } from '../accounts/index.ts';
import { type AuditDetail, appendAudit } from '../audit/index.ts';
import type { CustodyServices } from '../custody-services.ts';
import {
  findTransaction,
  lockWithdrawal,
  moveWithdrawal,
  storeSigned,
  subjectOf,
  type Withdrawal,
} from '../withdrawals/index.ts';
import { type DeviceRequest, getDeviceRequest, storeSignature } from './device-request.repository.ts';
import { getForeignWithdrawal } from './foreign-withdrawal.ts';

/**
 * Takes in what the device answered. It counts only as the signature of the wallet's address over exactly the bytes that we
 * stored; who scanned it, when and how often does not matter. The same answer again changes nothing.
 *
 * Refuses with CBOR_*, MESSAGE_*, DEVICE_ANSWER_FOR_ANOTHER, SIGNATURE_* or RESPONSE_DIFFERS.
 */
export async function acceptSignature(
  services: CustodyServices,
  tx: Tx,
  who: AccountPrincipal,
  input: { readonly withdrawalId: string; readonly bytes: Uint8Array },
): Promise<DeviceRequest> {
  const answer = decodeEthSignature(input.bytes);
  const { wallet } = await getForeignWithdrawal(tx, input.withdrawalId);
  const withdrawal = await lockWithdrawal(tx, input.withdrawalId);
  const request = await getDeviceRequest(tx, withdrawal.id);
  demandAnswerTo(request, answer);
  const signed = await checkedTransaction(tx, withdrawal, wallet.address, answer);
  if (request.transactionHash) return demandSame(request, request.transactionHash, signed.transactionHash);
  const now = services.now();
  const kept = { response: input.bytes, transactionHash: signed.transactionHash, at: new Date(now * 1000) };
  const detail = { transaction: toHex(signed.transactionHash), requestId: request.requestId };
  if (withdrawal.state === 'awaiting-ceremony') {
    await storeSigned(tx, withdrawal.id, signed);
    await storeSignature(tx, withdrawal.id, { result: 'signed', ...kept });
    await moveWithdrawal(tx, withdrawal, { to: 'signed', actor: actorOf(who), now, detail: withName(detail, answer) });
  } else {
    await storeSignature(tx, withdrawal.id, { result: 'too-late', ...kept });
    recordTooLate(tx, who, withdrawal, withName(detail, answer));
  }
  return getDeviceRequest(tx, withdrawal.id);
}

function demandAnswerTo({ requestId }: DeviceRequest, answer: EthSignature): void {
  if (equalBytes(uuidBytes(requestId), answer.requestId)) return;
  throw new Refusal(
    'DEVICE_ANSWER_FOR_ANOTHER',
    'This answers another request than the one of this withdrawal. Show this withdrawal to the device, and scan its answer.',
  );
}

/** Signed bytes only if the wallet's key signed the stored ones. */
async function checkedTransaction(
  tx: Tx,
  withdrawal: Withdrawal,
  address: Uint8Array,
  answer: EthSignature,
): Promise<SignedTransaction> {
  const bound = await findTransaction(tx, withdrawal.id);
  if (bound === undefined) throw new Error(`withdrawal ${withdrawal.id} was shown to a device without a transaction`);
  return attachSignature(bound.unsigned, plainSignature(answer.signature), address);
}

function demandSame(request: DeviceRequest, known: Uint8Array, scanned: Uint8Array): DeviceRequest {
  if (equalBytes(known, scanned)) return request;
  throw new Refusal(
    'RESPONSE_DIFFERS',
    'The device answered this before with another signature, and that one counts. Nothing more has to be scanned.',
  );
}

function withName(detail: AuditDetail, { origin }: EthSignature): AuditDetail {
  return origin ? { ...detail, device: origin } : detail;
}

/** A good signature over a payment that we gave up exists, and whoever has it may send it: that must be on record. */
function recordTooLate(tx: Tx, who: AccountPrincipal, withdrawal: Withdrawal, detail: AuditDetail): void {
  appendAudit(tx, {
    actor: actorOf(who),
    action: 'withdrawal.signature-too-late',
    subject: subjectOf(withdrawal),
    detail: { ...detail, state: withdrawal.state },
  });
}

import { bytesToUint, equalBytes } from '@vieraugen/shared/bytes';
import type { Settlement } from '../../../rpc/index.ts';
import type { CustodyServices } from '../../custody-services.ts';
import { getWallet } from '../../wallets/index.ts';
import { storeBlock } from '../transaction.repository.ts';
import type { Withdrawal } from '../withdrawal.ts';
import { findOutWhoUsedIt, type SignedOne, signedTransaction } from './broadcast.ts';
import { moveBySystem, type Step, type StepResult } from './step.ts';

const POLL_SECONDS = 2;

/** EIP-20: keccak-256 of `Transfer(address,address,uint256)`. */
const TRANSFER_EVENT = Buffer.from('ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef', 'hex');

/** Looks whether the transaction is in a block that will not be undone, and whether it did what it should. */
export const confirm: Step = async (services, withdrawal) => {
  const sent = await signedTransaction(services, withdrawal);
  const settlement = await services.chains.get(withdrawal.chain).settlement(sent.signed.hash);
  if (settlement === undefined) return sendAgain(services, withdrawal, sent);
  await storeBlock(services.db, withdrawal.id, settlement);
  if (!settlement.isFinal) return { waitSeconds: POLL_SECONDS };
  if (!settlement.succeeded) {
    return moveBySystem(services, withdrawal, 'failed', {
      code: 'TRANSACTION_REVERTED',
      message: 'The chain carried the transaction out and undid it: nothing was paid but the fee.',
    });
  }
  if (!(await didPay(services, withdrawal, settlement))) {
    return moveBySystem(services, withdrawal, 'failed', {
      code: 'TOKEN_NOT_MOVED',
      message: 'The transaction is in a block, but the token reports no such transfer. Check with the token’s issuer.',
    });
  }
  return moveBySystem(services, withdrawal, 'confirmed');
};

/** No block has it: a node may have forgotten it, or a reorganisation undid its block. */
async function sendAgain(services: CustodyServices, withdrawal: Withdrawal, sent: SignedOne): Promise<StepResult> {
  const chain = services.chains.get(withdrawal.chain);
  const answer = await chain.broadcast(sent.signed.bytes);
  if (answer.kind === 'nonce-used') return findOutWhoUsedIt(services, withdrawal, sent);
  const { address } = await getWallet(services.db, withdrawal.walletId);
  const first = await chain.pendingNonce(address);
  if (first >= sent.nonce) return { waitSeconds: POLL_SECONDS };
  const message = `The chain takes it after an earlier payment of this wallet (nonce ${first}), which is not signed yet.`;
  return { waitSeconds: POLL_SECONDS, reason: { code: 'WAITS_FOR_EARLIER_NONCE', message } };
}

/** A token may succeed without moving anything: its event is the proof. */
async function didPay(services: CustodyServices, withdrawal: Withdrawal, settlement: Settlement): Promise<boolean> {
  if (withdrawal.token.length === 0) return true;
  const { address } = await getWallet(services.db, withdrawal.walletId);
  return settlement.logs.some((log) => {
    const [event, from, to] = log.topics;
    return (
      equalBytes(log.address, withdrawal.token) &&
      event !== undefined &&
      equalBytes(event, TRANSFER_EVENT) &&
      isAddress(from, address) &&
      isAddress(to, withdrawal.destination) &&
      bytesToUint(log.data) === withdrawal.amount
    );
  });
}

function isAddress(topic: Uint8Array | undefined, address: Uint8Array): boolean {
  return topic !== undefined && topic.length === 32 && equalBytes(topic.subarray(12), address);
}

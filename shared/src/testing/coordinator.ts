import { randomBytes } from 'node:crypto';
import { buildTransfer, type EvmTransfer } from '../chains/evm/index.ts';
import type { EnvelopeSigner } from '../cose/index.ts';
import { policyDigest } from '../policy/index.ts';
import {
  type BackOfficeApproval,
  encodeIntent,
  type PairingOffer,
  PROTOCOL_VERSION,
  pairingOffer,
  type SigningItem,
  type SigningRequest,
  sealMessage,
  signingRequest,
  type WithdrawalIntent,
} from '../protocol/index.ts';
import { createP256Signer } from './p256-signer.ts';
import { createApprover, TEST_PAGE, type TestApprover } from './passkey.ts';
import { TEST_CHAIN, TEST_DESTINATION, testPolicyBytes } from './test-policy.ts';

/** The vault and the key that a withdrawal is paid from. */
export type TestSource = { readonly vaultId: Uint8Array; readonly keyId: Uint8Array };

/** What makes one item; everything has an honest default, and everything can be changed. */
export type ItemChanges = {
  readonly intent?: Partial<WithdrawalIntent>;
  readonly transfer?: Partial<EvmTransfer>;
  /** Replaces the transaction's bytes. */
  readonly unsignedTransaction?: Uint8Array;
  readonly approvals?: (intentBytes: Uint8Array) => readonly BackOfficeApproval[];
};

/** A coordinator in software: its identity key, two approvers who approve, one who was removed. For tests. */
export class TestCoordinator {
  readonly identity: EnvelopeSigner = createP256Signer();
  readonly anna: TestApprover = createApprover('Anna Approver');
  readonly ben: TestApprover = createApprover('Ben Approver');
  readonly removed: TestApprover = createApprover('Rita Removed', { removed: true });
  readonly requestedBy: Uint8Array = randomId();
  readonly policy: Uint8Array;
  #sequence = 0;
  #nonce = 0n;

  constructor(policy: Uint8Array = testPolicyBytes) {
    this.policy = policy;
  }

  /** A pairing-offer, created at `now` (seconds). */
  offer(now: number, changes: Partial<PairingOffer> = {}): Promise<Uint8Array> {
    const content: PairingOffer = {
      version: PROTOCOL_VERSION,
      messageId: randomId(),
      vaultId: new Uint8Array(16),
      createdAt: now,
      expiresAt: now + 3600,
      sequence: 0,
      policyDigest: policyDigest(this.policy),
      coordinatorName: 'Test Custody',
      identityKey: this.identity.publicKey,
      rpId: TEST_PAGE.rpId,
      origins: [TEST_PAGE.origin],
      approvers: [this.anna.approver, this.ben.approver, this.removed.approver],
      policy: this.policy,
      ...changes,
    };
    return sealMessage(pairingOffer, content, this.identity);
  }

  /** A withdrawal of 1 ETH to the allowed destination, approved by Anna and Ben, unless changed. */
  item(now: number, source: TestSource, changes: ItemChanges = {}): SigningItem {
    const transfer = this.transfer(changes.transfer);
    const intent = encodeIntent({
      withdrawalId: randomId(),
      vaultId: source.vaultId,
      chain: `eip155:${transfer.chainId}`,
      keyId: source.keyId,
      token: transfer.asset.kind === 'erc20' ? transfer.asset.contract : new Uint8Array(0),
      destination: transfer.destination,
      amount: transfer.amount,
      maxFee: transfer.gasLimit * transfer.maxFeePerGas,
      requestedBy: this.requestedBy,
      createdAt: now,
      expiresAt: now + 3 * 24 * 3600,
      policyDigest: policyDigest(this.policy),
      ...changes.intent,
    });
    const approve = changes.approvals ?? ((bytes) => [this.anna.approve(bytes), this.ben.approve(bytes)]);
    return {
      intent,
      unsignedTransaction: changes.unsignedTransaction ?? buildTransfer(transfer),
      approvals: approve(intent),
    };
  }

  /** A transfer with the next nonce. */
  transfer(changes: Partial<EvmTransfer> = {}): EvmTransfer {
    return {
      chainId: BigInt(TEST_CHAIN.slice('eip155:'.length)),
      nonce: this.#nonce++,
      maxPriorityFeePerGas: 1_000_000_000n,
      maxFeePerGas: 20_000_000_000n,
      gasLimit: 60_000n,
      asset: { kind: 'native' },
      destination: TEST_DESTINATION,
      amount: 10n ** 18n,
      ...changes,
    };
  }

  /** A signing-request with the next sequence number, signed by the identity key unless `signer` is another. */
  request(
    now: number,
    vaultId: Uint8Array,
    items: readonly SigningItem[],
    changes: Partial<SigningRequest> = {},
    signer: EnvelopeSigner = this.identity,
  ): Promise<Uint8Array> {
    this.#sequence += 1;
    const content: SigningRequest = {
      version: PROTOCOL_VERSION,
      messageId: randomId(),
      vaultId,
      createdAt: now,
      expiresAt: now + 3600,
      sequence: this.#sequence,
      policyDigest: policyDigest(this.policy),
      items,
      ...changes,
    };
    return sealMessage(signingRequest, content, signer);
  }
}

/** A random identifier. */
export function randomId(): Uint8Array {
  return Uint8Array.from(randomBytes(16));
}

import { randomBytes } from 'node:crypto';
import { UR, URDecoder, UREncoder } from '@ngraveio/bc-ur';
import { decode, encode, rfc8949EncodeOptions, Tagged } from 'cborg';
import { HDNodeWallet, Transaction } from 'ethers';

const ACCOUNT_PATH = "m/44'/60'/0'";
const ACCOUNT_STEPS = [44, true, 60, true, 0, true];
const SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const TAGS = Tagged.preserve(37, 303, 304, 305);

/** What a device shows: frames for a camera, and the message that they carry. */
export type Shown = { readonly frames: readonly string[]; readonly message: Uint8Array };

/** How an answer is made other than a good device makes it. */
export type AnswerFaults = {
  readonly requestId?: Uint8Array;
  /** Signs with the key of another account. */
  readonly accountNumber?: number;
  /** Signs a payment of another amount. */
  readonly amount?: bigint;
  readonly highS?: boolean;
  /** Added to the parity: 27 as older devices do, 35 and more as EIP-155 does. */
  readonly vOffset?: bigint;
  readonly cutBytes?: number;
  readonly untagged?: boolean;
};

/**
 * Somebody else's air-gapped wallet: reads and shows codes with libraries that are not ours (bc-ur, cborg), and signs what it
 * reads with ethers. Its keys are in software.
 */
export class ForeignDevice {
  readonly #master: HDNodeWallet;

  constructor(seed: Uint8Array = Uint8Array.from(randomBytes(32))) {
    this.#master = HDNodeWallet.fromSeed(seed);
  }

  get fingerprint(): string {
    return this.#master.fingerprint.slice(2);
  }

  account(number: number): HDNodeWallet {
    return this.#master.derivePath(`${ACCOUNT_PATH}/0/${number}`);
  }

  /** The `crypto-hdkey` of its account, as one code. */
  showAccountKey(): readonly string[] {
    const key = this.#master.derivePath(ACCOUNT_PATH);
    const origin = new Map<number, unknown>([
      [1, ACCOUNT_STEPS],
      [2, Number(this.#master.fingerprint)],
    ]);
    const map = new Map<number, unknown>([
      [3, bytesOf(key.publicKey)],
      [4, bytesOf(key.chainCode)],
      [6, new Tagged(304, origin)],
      [7, new Tagged(304, new Map([[1, [0, false, [], false]]]))],
      [9, 'Keystone'],
    ]);
    return show('crypto-hdkey', encode(map, rfc8949EncodeOptions)).frames;
  }

  /** Reads a request from its frames, in any order, and answers it. */
  sign(frames: readonly string[], faults: AnswerFaults = {}): Shown {
    const asked = readRequest(frames);
    const transaction = Transaction.from(`0x${asked.unsigned.toString('hex')}`);
    if (faults.amount !== undefined) transaction.value = faults.amount;
    const wallet = this.#walletFor(asked, faults);
    const signature = signatureBytes(wallet, transaction, faults);
    const requestId = faults.requestId ?? asked.requestId;
    const map = new Map<number, unknown>([
      [1, faults.untagged === true ? requestId : new Tagged(37, requestId)],
      [2, signature.subarray(0, signature.length - (faults.cutBytes ?? 0))],
      [3, 'Keystone'],
    ]);
    return show('eth-signature', encode(map, rfc8949EncodeOptions));
  }

  /** As real devices do: only for its own fingerprint, and only when the path leads to the address that is asked. */
  #walletFor(asked: AskedOf, faults: AnswerFaults): HDNodeWallet {
    if (faults.accountNumber !== undefined) return this.account(faults.accountNumber);
    if (asked.fingerprint !== Number(this.#master.fingerprint)) throw new Error('this request is for another device');
    const wallet = this.#master.derivePath(asked.path);
    if (wallet.address.toLowerCase() !== `0x${asked.address.toString('hex')}`) {
      throw new Error('the path does not lead to the address');
    }
    return wallet;
  }
}

type AskedOf = {
  readonly requestId: Uint8Array;
  readonly unsigned: Buffer;
  readonly path: string;
  readonly fingerprint: number;
  readonly address: Buffer;
};

function readRequest(frames: readonly string[]): AskedOf {
  const decoder = new URDecoder();
  for (const frame of frames) if (!decoder.isComplete()) decoder.receivePart(frame);
  const ur = decoder.resultUR();
  if (ur.type !== 'eth-sign-request') throw new Error(`this is ${ur.type}`);
  const map: Map<number, unknown> = decode(Uint8Array.from(ur.cbor), { useMaps: true, strict: true, tags: TAGS });
  if (map.get(3) !== 4) throw new Error('this is no typed transaction');
  const origin = taggedMap(map.get(5), 304);
  return {
    requestId: taggedBytes(map.get(1), 37),
    unsigned: Buffer.from(bytesIn(map.get(2))),
    path: pathIn(origin.get(1)),
    fingerprint: Number(origin.get(2)),
    address: Buffer.from(bytesIn(map.get(6))),
  };
}

function pathIn(components: unknown): string {
  if (!Array.isArray(components)) throw new Error('there is no path');
  const steps: string[] = [];
  for (let i = 0; i < components.length; i += 2) steps.push(`${components[i]}${components[i + 1] === true ? "'" : ''}`);
  return ['m', ...steps].join('/');
}

function signatureBytes(wallet: HDNodeWallet, transaction: Transaction, faults: AnswerFaults): Buffer {
  const { r, s, yParity } = wallet.signingKey.sign(transaction.unsignedHash);
  const isHigh = faults.highS === true;
  const sNumber = isHigh ? SECP256K1_ORDER - BigInt(s) : BigInt(s);
  const parity = BigInt(isHigh ? 1 - yParity : yParity);
  const v = parity + (faults.vOffset ?? 0n);
  return Buffer.from(`${r.slice(2)}${hex(sNumber, 32)}${hex(v, 1)}`, 'hex');
}

function hex(value: bigint, bytes: number): string {
  return value.toString(16).padStart(2 * bytes, '0');
}

function show(type: string, message: Uint8Array): Shown {
  const encoder = new UREncoder(new UR(Buffer.from(message), type), 400);
  const frames = Array.from({ length: encoder.fragmentsLength }, () => encoder.nextPart().toUpperCase());
  return { frames, message };
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.slice(2), 'hex'));
}

function bytesIn(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new Error('bytes are missing');
}

function taggedBytes(value: unknown, tag: number): Uint8Array {
  if (value instanceof Tagged && value.tag === tag) return bytesIn(value.value);
  throw new Error(`the tag ${tag} is missing`);
}

function taggedMap(value: unknown, tag: number): Map<number, unknown> {
  if (value instanceof Tagged && value.tag === tag && value.value instanceof Map) return value.value;
  throw new Error(`the tag ${tag} is missing`);
}

import { Transaction } from 'ethers';
import fc from 'fast-check';
import { keccak256, parseTransaction } from 'viem';
import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex, toHex } from '../../bytes/index.ts';
import { codeOf } from '../../testing/code-of.ts';
import {
  anyTransfer,
  byViem,
  callOf,
  hex,
  nativeTransfer,
  ordinaryTransfers,
  tokenTransfer,
} from '../../testing/evm-transfers.ts';
import { toChecksumAddress } from './address.ts';
import { erc20TransferData } from './erc20.ts';
import { buildTransfer, decodeTransfer, type EvmTransfer, signingDigest } from './transfer.ts';

/** The transaction as ethers builds it. */
function byEthers({ asset, destination, amount, ...rest }: EvmTransfer): Transaction {
  const payment =
    asset.kind === 'erc20'
      ? { to: toChecksumAddress(asset.contract), value: 0n, data: hex(erc20TransferData(destination, amount)) }
      : { to: toChecksumAddress(destination), value: amount };
  return Transaction.from({ type: 2, ...rest, nonce: Number(rest.nonce), ...payment });
}

/** What two other decoders say of bytes that ours accepted. */
function expectOthersToAgree(unsigned: Uint8Array, transfer: EvmTransfer): void {
  const { asset, destination, amount } = transfer;
  const isToken = asset.kind === 'erc20';
  const to = toChecksumAddress(isToken ? asset.contract : destination);
  const data = isToken ? hex(erc20TransferData(destination, amount)) : '0x';

  const ethers = Transaction.from(hex(unsigned));
  expect(ethers).toMatchObject({
    type: 2,
    chainId: transfer.chainId,
    nonce: Number(transfer.nonce),
    maxPriorityFeePerGas: transfer.maxPriorityFeePerGas,
    maxFeePerGas: transfer.maxFeePerGas,
    gasLimit: transfer.gasLimit,
    value: isToken ? 0n : amount,
    accessList: [],
    signature: null,
    to,
    data,
  });
  const viem = parseTransaction(hex(unsigned));
  expect(viem).toMatchObject({ type: 'eip1559', chainId: Number(transfer.chainId), gas: transfer.gasLimit });
  expect(viem.maxFeePerGas ?? 0n).toBe(transfer.maxFeePerGas);
  expect(viem.maxPriorityFeePerGas ?? 0n).toBe(transfer.maxPriorityFeePerGas);
  expect(viem.nonce ?? 0).toBe(Number(transfer.nonce));
  expect(viem.to?.toLowerCase()).toBe(to.toLowerCase());
  expect(viem.value ?? 0n).toBe(isToken ? 0n : amount);
  expect(viem.data ?? '0x').toBe(data);
}

describe('against two independent libraries', () => {
  it('what we build is what they build, and they digest it alike', () => {
    fc.assert(
      fc.property(ordinaryTransfers, (transfer) => {
        const unsigned = buildTransfer(transfer);
        expect(hex(unsigned)).toBe(byViem(transfer));
        expect(hex(unsigned)).toBe(byEthers(transfer).unsignedSerialized);
        expect(hex(signingDigest(unsigned))).toBe(keccak256(unsigned));
        expect(hex(signingDigest(unsigned))).toBe(byEthers(transfer).unsignedHash);
      }),
    );
  });

  it('what they build is decoded to what they were given', () => {
    fc.assert(
      fc.property(ordinaryTransfers, (transfer) => {
        expect(decodeTransfer(fromHex(byViem(transfer)))).toEqual(transfer);
        expect(decodeTransfer(fromHex(byEthers(transfer).unsignedSerialized))).toEqual(transfer);
      }),
    );
  });

  it('what we build is parsed by them to the same fields', () => {
    fc.assert(fc.property(ordinaryTransfers, (transfer) => expectOthersToAgree(buildTransfer(transfer), transfer)));
  });
});

describe('what is accepted is what it says, and nothing else', () => {
  const everyTransfer = anyTransfer({
    chainId: BigInt(Number.MAX_SAFE_INTEGER),
    nonce: 2n ** 64n - 2n,
    fee: 2n ** 64n - 1n,
    gasLimit: 2n ** 63n - 1n,
  });

  it('any transfer is read as it was built', () => {
    fc.assert(
      fc.property(everyTransfer, (transfer) => {
        const unsigned = buildTransfer(transfer);
        expect(decodeTransfer(unsigned)).toEqual(transfer);
        expect(toHex(buildTransfer(decodeTransfer(unsigned)))).toBe(toHex(unsigned));
      }),
    );
  });

  /** Refused by code, or read as a different transfer that is exactly these bytes and that others read alike. */
  function expectHonest(changed: Uint8Array, original: EvmTransfer): 'accepted' | 'refused' {
    const code = codeOf(() => decodeTransfer(changed));
    if (code !== 'accepted') {
      if (!/^TX_[A-Z_]+$/.test(code)) throw new Error(`${toHex(changed)}: ${code}`);
      return 'refused';
    }
    const transfer = decodeTransfer(changed);
    if (toHex(buildTransfer(transfer)) !== toHex(changed)) throw new Error(`${toHex(changed)} has a second form`);
    expect(transfer).not.toEqual(original);
    return 'accepted';
  }

  const examples: readonly (readonly [string, EvmTransfer])[] = [
    ['native coin', nativeTransfer],
    ['token', tokenTransfer],
  ];

  it.each(examples)('every value of every byte (%s)', (_name, original) => {
    const unsigned = buildTransfer(original);
    const counts = { accepted: 0, refused: 0 };
    for (let position = 0; position < unsigned.length; position++) {
      for (let mask = 1; mask < 256; mask++) {
        const changed = unsigned.with(position, (unsigned[position] ?? 0) ^ mask);
        counts[expectHonest(changed, original)] += 1;
      }
    }
    expect(counts.accepted + counts.refused).toBe(unsigned.length * 255);
    expect(Math.min(counts.accepted, counts.refused)).toBeGreaterThan(0);
  });

  it.each(examples)('every byte taken out, doubled, or cut off with all behind it (%s)', (_name, original) => {
    const unsigned = buildTransfer(original);
    for (let position = 0; position < unsigned.length; position++) {
      const [before, rest] = [unsigned.subarray(0, position), unsigned.subarray(position)];
      expectHonest(concatBytes(before, rest.subarray(1)), original);
      expectHonest(concatBytes(before, rest.subarray(0, 1), rest), original);
      expect(expectHonest(before, original)).toBe('refused');
    }
  });

  it('several bytes changed at once; where accepted, two other decoders agree', () => {
    const change = fc.tuple(fc.nat(200), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(ordinaryTransfers, fc.array(change, { minLength: 1, maxLength: 4 }), (original, changes) => {
        const changed = buildTransfer(original);
        for (const [position, value] of changes) changed[position % changed.length] = value;
        fc.pre(toHex(changed) !== toHex(buildTransfer(original)));
        if (expectHonest(changed, original) === 'refused') return;
        const transfer = decodeTransfer(changed);
        if (transfer.nonce <= Number.MAX_SAFE_INTEGER) expectOthersToAgree(changed, transfer);
      }),
      { numRuns: 1500 },
    );
  });

  it('random bytes are refused by code', () => {
    const bytes = fc.uint8Array({ maxLength: 1100 });
    fc.assert(
      fc.property(
        fc.oneof(
          bytes,
          bytes.map((rest) => concatBytes(Uint8Array.of(2), rest)),
        ),
        (candidate) => {
          expect(codeOf(() => decodeTransfer(candidate))).toMatch(/^TX_[A-Z_]+$/);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('random calls of a contract are refused by code', () => {
    const data = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 200 }),
      fc.uint8Array({ minLength: 64, maxLength: 64 }).map((words) => concatBytes(fromHex('a9059cbb'), words)),
    );
    fc.assert(
      fc.property(data, (candidate) => {
        expect(codeOf(() => decodeTransfer(callOf(toHex(candidate))))).toMatch(/^TX_CALLDATA_(UNDECODABLE|PADDING)$/);
      }),
    );
  });
});

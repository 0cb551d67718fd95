import { describe, expect, it } from 'vitest';
import vectors from '../../../vectors/evm/transactions.json' with { type: 'json' };
import { concatBytes, fromHex, toHex } from '../../bytes/index.ts';
import { codeOf } from '../../testing/code-of.ts';
import { parseAddress, toChecksumAddress } from './address.ts';
import { decodeRlp } from './rlp.ts';
import { attachSignature } from './signature.ts';
import { buildTransfer, decodeTransfer, type EvmTransfer, signingDigest } from './transfer.ts';

type Fields = (typeof vectors.transfers)[number]['fields'];

function transferOf(fields: Fields): EvmTransfer {
  return {
    chainId: BigInt(fields.chainId),
    nonce: BigInt(fields.nonce),
    maxPriorityFeePerGas: BigInt(fields.maxPriorityFeePerGas),
    maxFeePerGas: BigInt(fields.maxFeePerGas),
    gasLimit: BigInt(fields.gasLimit),
    asset: fields.token ? { kind: 'erc20', contract: parseAddress(fields.token) } : { kind: 'native' },
    destination: parseAddress(fields.destination),
    amount: BigInt(fields.amount),
  };
}

/** r || s || recovery bit of a signed EIP-1559 transaction. */
function signatureOf(signed: Uint8Array): Uint8Array {
  const [bit, r, s] = (decodeRlp(signed.subarray(1)) as readonly Uint8Array[]).slice(9);
  if (!bit || !r || !s) throw new Error('the transaction has no signature');
  const padded = (number: Uint8Array): Uint8Array => concatBytes(new Uint8Array(32 - number.length), number);
  return concatBytes(padded(r), padded(s), Uint8Array.of(bit[0] ?? 0));
}

describe.each(vectors.transfers)('$name', ({ unsigned, signed, digest, transactionHash, from, fields }) => {
  it('is read and built', () => {
    expect(decodeTransfer(fromHex(unsigned))).toEqual(transferOf(fields));
    expect(toHex(buildTransfer(transferOf(fields)))).toBe(unsigned);
    expect(toHex(signingDigest(fromHex(unsigned)))).toBe(digest);
  });

  it('is joined with its signature to the bytes and the hash that the chain knows', () => {
    const joined = attachSignature(fromHex(unsigned), signatureOf(fromHex(signed)), parseAddress(from));
    expect(toHex(joined.signed)).toBe(signed);
    expect(toHex(joined.transactionHash)).toBe(transactionHash);
    expect(toChecksumAddress(parseAddress(from))).toBe(from);
  });
});

it.each(vectors.refused)('$name is refused', ({ bytes, code }) => {
  expect(codeOf(() => decodeTransfer(fromHex(bytes)))).toBe(code);
});

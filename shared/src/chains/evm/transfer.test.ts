import { Transaction } from 'ethers';
import fc from 'fast-check';
import { encodeFunctionData, erc20Abi, keccak256, parseTransaction, serializeTransaction } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex, Refusal, toHex } from '../../bytes/index.ts';
import { addressOfPublicKey, toChecksumAddress } from './address.ts';
import { encodeRlp, type Rlp } from './rlp.ts';
import { attachSignature, signatureWithRecovery } from './signature.ts';
import { buildTransfer, decodeTransfer, type EvmTransfer, maxFeeOf, signingDigest } from './transfer.ts';

const DESTINATION = fromHex('70997970c51812dc3a010c7d01b50e0d17dc79c8');
const TOKEN = fromHex('5fbdb2315678afecb367f032d93f642f64180aa3');
const native: EvmTransfer = {
  chainId: 31337n,
  nonce: 7n,
  maxPriorityFeePerGas: 1_000_000_000n,
  maxFeePerGas: 30_000_000_000n,
  gasLimit: 21_000n,
  asset: { kind: 'native' },
  destination: DESTINATION,
  amount: 1_500_000_000_000_000_000n,
};
const token: EvmTransfer = {
  ...native,
  gasLimit: 65_000n,
  asset: { kind: 'erc20', contract: TOKEN },
  amount: 250_000_000n,
};

function codeOf(action: () => unknown): string {
  try {
    action();
    return 'accepted';
  } catch (error) {
    return error instanceof Refusal ? error.code : `threw ${error}`;
  }
}

const hex = (bytes: Uint8Array): `0x${string}` => `0x${toHex(bytes)}`;

/** The same transfer, made by viem. */
function byViem(transfer: EvmTransfer): `0x${string}` {
  const { asset } = transfer;
  const data = encodeFunctionData({
    abi: erc20Abi,
    functionName: 'transfer',
    args: [hex(transfer.destination), transfer.amount],
  });
  return serializeTransaction({
    type: 'eip1559',
    chainId: Number(transfer.chainId),
    nonce: Number(transfer.nonce),
    maxFeePerGas: transfer.maxFeePerGas,
    maxPriorityFeePerGas: transfer.maxPriorityFeePerGas,
    gas: transfer.gasLimit,
    ...(asset.kind === 'erc20'
      ? { to: hex(asset.contract), data }
      : { to: hex(transfer.destination), value: transfer.amount }),
  });
}

const address = fc.uint8Array({ minLength: 20, maxLength: 20 }).filter((bytes) => bytes.some((byte) => byte !== 0));
const transfers: fc.Arbitrary<EvmTransfer> = fc
  .record({
    chainId: fc.bigInt(1n, 2n ** 40n),
    nonce: fc.bigInt(0n, 2n ** 50n),
    maxPriorityFeePerGas: fc.bigInt(0n, 2n ** 40n),
    tip: fc.bigInt(0n, 2n ** 40n),
    gasLimit: fc.bigInt(21_000n, 2n ** 32n),
    asset: fc.oneof(
      fc.constant({ kind: 'native' as const }),
      address.map((contract) => ({ kind: 'erc20' as const, contract })),
    ),
    destination: address,
    amount: fc.bigInt(1n, 2n ** 256n - 1n),
  })
  .map(({ tip, ...rest }) => ({ ...rest, maxFeePerGas: rest.maxPriorityFeePerGas + tip }));

describe('EIP-1559 transfers, against two independent libraries', () => {
  it('are built to the bytes that viem builds, digested as viem and ethers digest', () => {
    fc.assert(
      fc.property(transfers, (transfer) => {
        const unsigned = buildTransfer(transfer);
        expect(hex(unsigned)).toBe(byViem(transfer));
        expect(hex(signingDigest(unsigned))).toBe(keccak256(unsigned));
        expect(hex(signingDigest(unsigned))).toBe(Transaction.from(hex(unsigned)).unsignedHash);
      }),
    );
  });

  it('are decoded to what they were built from', () => {
    fc.assert(
      fc.property(transfers, (transfer) => {
        expect(decodeTransfer(fromHex(byViem(transfer)))).toEqual(transfer);
      }),
    );
  });

  it('with one byte changed are refused, or read as exactly what the changed bytes say', () => {
    fc.assert(
      fc.property(transfers, fc.nat(), fc.integer({ min: 1, max: 255 }), (transfer, position, mask) => {
        const changed = buildTransfer(transfer);
        const index = position % changed.length;
        changed[index] = (changed[index] ?? 0) ^ mask;
        const code = codeOf(() => {
          expect(toHex(buildTransfer(decodeTransfer(changed)))).toBe(toHex(changed));
        });
        expect(code).toMatch(/^(accepted|TX_[A-Z_0-9]+)$/);
      }),
      { numRuns: 2000 },
    );
  });

  it('that are random bytes are refused by code', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(codeOf(() => decodeTransfer(concatBytes(Uint8Array.of(2), bytes)))).toMatch(/^TX_[A-Z_0-9]+$/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a signature', () => {
  const account = privateKeyToAccount(`0x${'11'.repeat(32)}`);
  const publicKey = fromHex(account.publicKey);
  const owner = addressOfPublicKey(publicKey);

  it('of another library joins to the transaction that it makes itself', async () => {
    for (const transfer of [native, token]) {
      const unsigned = buildTransfer(transfer);
      const parsed = parseTransaction(hex(unsigned));
      const bySigner = await account.signTransaction({ ...parsed, type: 'eip1559' } as Parameters<
        typeof account.signTransaction
      >[0]);
      const signature = fromHex(await account.sign({ hash: hex(signingDigest(unsigned)) }));
      const raw = signatureWithRecovery(signingDigest(unsigned), signature.slice(0, 64), publicKey);
      const { signed, transactionHash } = attachSignature(unsigned, raw, owner);
      expect(hex(signed)).toBe(bySigner);
      expect(hex(transactionHash)).toBe(keccak256(bySigner));
      expect(Transaction.from(hex(signed)).from).toBe(toChecksumAddress(owner));
    }
  });

  it('in high-s form is turned into the low one, and refused as it is', async () => {
    const unsigned = buildTransfer(native);
    const signature = fromHex(await account.sign({ hash: hex(signingDigest(unsigned)) })).slice(0, 64);
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const highS = (order - BigInt(hex(signature.slice(32)))).toString(16).padStart(64, '0');
    const twin = concatBytes(signature.slice(0, 32), fromHex(highS));
    const low = signatureWithRecovery(signingDigest(unsigned), twin, publicKey);
    expect(toHex(low.slice(0, 64))).toBe(toHex(signature));
    expect(codeOf(() => attachSignature(unsigned, concatBytes(twin, Uint8Array.of(0)), owner))).toBe(
      'SIGNATURE_NOT_LOW_S',
    );
  });

  const unsigned = buildTransfer(native);
  const good = account
    .sign({ hash: hex(signingDigest(unsigned)) })
    .then((signature) => signatureWithRecovery(signingDigest(unsigned), fromHex(signature).slice(0, 64), publicKey));
  const changed = (change: (signature: Uint8Array) => void) => async () => {
    const signature = Uint8Array.from(await good);
    change(signature);
    return signature;
  };
  const attacks: readonly (readonly [string, () => Promise<Uint8Array>, string])[] = [
    ['too short', async () => (await good).slice(0, 64), 'SIGNATURE_LENGTH'],
    ['too long', async () => concatBytes(await good, Uint8Array.of(0)), 'SIGNATURE_LENGTH'],
    ['of zeros', async () => new Uint8Array(65), 'SIGNATURE_RANGE'],
    ['with the other recovery bit', changed((s) => s.set([1 - (s[64] ?? 0)], 64)), 'SIGNATURE_WRONG_KEY'],
    ['with recovery bit 27', changed((s) => s.set([27], 64)), 'SIGNATURE_RECOVERY_BIT'],
    ['with a changed r', changed((s) => s.set([(s[5] ?? 0) ^ 1], 5)), 'SIGNATURE_WRONG_KEY'],
  ];
  it.each(attacks)('%s is refused', async (_name, make, code) => {
    const signature = await make();
    expect(codeOf(() => attachSignature(unsigned, signature, owner))).toBe(code);
  });

  it('of another transaction is refused', async () => {
    const other = buildTransfer({ ...native, nonce: 8n });
    const signature = await good;
    expect(codeOf(() => attachSignature(other, signature, owner))).toBe('SIGNATURE_WRONG_KEY');
  });
});

/** Fields of an unsigned transaction, to be spoiled one at a time. */
function fieldsOf(transfer: EvmTransfer): Rlp[] {
  const number = (value: bigint): Uint8Array =>
    fromHex(value.toString(16).padStart(value.toString(16).length + (value.toString(16).length % 2), '0'));
  return [
    number(transfer.chainId),
    number(transfer.nonce),
    number(transfer.maxPriorityFeePerGas),
    number(transfer.maxFeePerGas),
    number(transfer.gasLimit),
    DESTINATION,
    number(transfer.amount),
    new Uint8Array(0),
    [],
  ];
}

function withField(index: number, value: Rlp): Uint8Array {
  const fields = fieldsOf(native);
  fields[index] = value;
  return concatBytes(Uint8Array.of(2), encodeRlp(fields));
}

const word = (text: string): string => text.padStart(64, '0');
const call = (data: string): Uint8Array => {
  const fields = fieldsOf(native);
  fields[5] = TOKEN;
  fields[6] = new Uint8Array(0);
  fields[7] = fromHex(data);
  return concatBytes(Uint8Array.of(2), encodeRlp(fields));
};

describe('what is not a transfer is refused', () => {
  const destinationWord = word(toHex(DESTINATION));
  const attacks: readonly (readonly [string, Uint8Array, string])[] = [
    ['no bytes', new Uint8Array(0), 'TX_TYPE_UNSUPPORTED'],
    [
      'a legacy transaction',
      fromHex('e9808504a817c800825208943535353535353535353535353535353535353535880de0b6b3a764000080018080'),
      'TX_TYPE_UNSUPPORTED',
    ],
    ['an EIP-2930 transaction', Uint8Array.of(1, 0xc0), 'TX_TYPE_UNSUPPORTED'],
    ['a blob transaction', Uint8Array.of(3, 0xc0), 'TX_TYPE_UNSUPPORTED'],
    ['a delegation (EIP-7702)', Uint8Array.of(4, 0xc0), 'TX_TYPE_UNSUPPORTED'],
    ['more bytes than are read', new Uint8Array(1025).fill(2), 'TX_TOO_LARGE'],
    ['trailing bytes', concatBytes(buildTransfer(native), Uint8Array.of(0)), 'TX_TRAILING_BYTES'],
    [
      'a signed transaction',
      concatBytes(Uint8Array.of(2), encodeRlp([...fieldsOf(native), Uint8Array.of(1), TOKEN, TOKEN])),
      'TX_FIELD_COUNT',
    ],
    ['a field less', concatBytes(Uint8Array.of(2), encodeRlp(fieldsOf(native).slice(0, 8))), 'TX_FIELD_COUNT'],
    ['an access list', withField(8, [TOKEN]), 'TX_ACCESS_LIST_NOT_EMPTY'],
    ['an access list that is bytes', withField(8, new Uint8Array(0)), 'TX_ACCESS_LIST_NOT_EMPTY'],
    ['a contract creation', withField(5, new Uint8Array(0)), 'TX_CONTRACT_CREATION'],
    ['a destination of 19 bytes', withField(5, DESTINATION.slice(1)), 'TX_FIELD_INVALID'],
    ['a destination of 21 bytes', withField(5, concatBytes(DESTINATION, Uint8Array.of(1))), 'TX_FIELD_INVALID'],
    ['a list as destination', withField(5, [DESTINATION]), 'TX_FIELD_INVALID'],
    ['the zero address', withField(5, new Uint8Array(20)), 'TX_ZERO_DESTINATION'],
    ['nothing paid', withField(6, new Uint8Array(0)), 'TX_ZERO_AMOUNT'],
    ['an amount with leading zeros', withField(6, Uint8Array.of(0, 1)), 'TX_RLP_NOT_CANONICAL'],
    ['an amount over 256 bits', withField(6, new Uint8Array(33).fill(1)), 'TX_INTEGER_RANGE'],
    ['chain id zero', withField(0, new Uint8Array(0)), 'TX_INTEGER_RANGE'],
    ['the nonce that EIP-2681 forbids', withField(1, new Uint8Array(8).fill(255)), 'TX_INTEGER_RANGE'],
    ['too little gas for any transfer', withField(4, Uint8Array.of(1)), 'TX_INTEGER_RANGE'],
    ['a priority fee over the fee', withField(2, new Uint8Array(6).fill(9)), 'TX_FEE_INCONSISTENT'],
    ['approve(address,uint256)', call(`095ea7b3${destinationWord}${word('1')}`), 'TX_CALLDATA_UNDECODABLE'],
    [
      'transferFrom(address,address,uint256)',
      call(`23b872dd${destinationWord}${destinationWord}${word('1')}`),
      'TX_CALLDATA_UNDECODABLE',
    ],
    ['permit', call(`d505accf${destinationWord.repeat(7)}`), 'TX_CALLDATA_UNDECODABLE'],
    ['multicall', call(`ac9650d8${word('20')}${word('0')}`), 'TX_CALLDATA_UNDECODABLE'],
    ['a selector alone', call('a9059cbb'), 'TX_CALLDATA_UNDECODABLE'],
    ['one byte of calldata', call('81'), 'TX_CALLDATA_UNDECODABLE'],
    ['a transfer with a byte too many', call(`a9059cbb${destinationWord}${word('1')}00`), 'TX_CALLDATA_UNDECODABLE'],
    [
      'a transfer with a byte too few',
      call(`a9059cbb${destinationWord}${word('1').slice(2)}`),
      'TX_CALLDATA_UNDECODABLE',
    ],
    [
      'a destination word that holds more',
      call(`a9059cbb01${destinationWord.slice(2)}${word('1')}`),
      'TX_CALLDATA_PADDING',
    ],
    [
      'a token transfer to its own contract',
      call(`a9059cbb${word(toHex(TOKEN))}${word('1')}`),
      'TX_DESTINATION_IS_TOKEN',
    ],
    ['a token transfer of nothing', call(`a9059cbb${destinationWord}${word('0')}`), 'TX_ZERO_AMOUNT'],
    [
      'a token transfer that also sends coins',
      withField(7, fromHex(`a9059cbb${destinationWord}${word('1')}`)),
      'TX_TOKEN_WITH_VALUE',
    ],
  ];
  it.each(attacks)('%s', (_name, bytes, code) => {
    expect(codeOf(() => decodeTransfer(bytes))).toBe(code);
  });

  const rlp: readonly (readonly [string, string, string])[] = [
    ['a list that ends early', '02f8', 'TX_RLP_INVALID'],
    ['a length with a leading zero', '02f90001c0', 'TX_RLP_NOT_CANONICAL'],
    ['a long length for a short list', '02f801c0', 'TX_RLP_NOT_CANONICAL'],
    ['a byte with a needless prefix', '02c28101', 'TX_RLP_NOT_CANONICAL'],
    ['a length of eight bytes', '02ffffffffffffffffff', 'TX_RLP_INVALID'],
    ['an inner value that is longer than its list', '02c3b8ff00', 'TX_RLP_INVALID'],
    ['lists without end', `02${'c1'.repeat(60)}`, 'TX_RLP_INVALID'],
    ['bytes instead of a list', '028401020304', 'TX_FIELD_COUNT'],
  ];
  it.each(rlp)('%s', (_name, bytes, code) => {
    expect(codeOf(() => decodeTransfer(fromHex(bytes)))).toBe(code);
  });

  it('is not built either', () => {
    expect(codeOf(() => buildTransfer({ ...native, amount: 0n }))).toBe('TX_ZERO_AMOUNT');
    expect(codeOf(() => buildTransfer({ ...token, destination: TOKEN }))).toBe('TX_DESTINATION_IS_TOKEN');
    expect(codeOf(() => buildTransfer({ ...native, maxPriorityFeePerGas: native.maxFeePerGas + 1n }))).toBe(
      'TX_FEE_INCONSISTENT',
    );
  });
});

it('costs at most its gas limit times its fee', () => {
  expect(maxFeeOf(native)).toBe(630_000_000_000_000n);
});

import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex, toHex } from '../../bytes/index.ts';
import { codeOf } from '../../testing/code-of.ts';
import {
  callOf,
  DESTINATION,
  fieldsOf,
  nativeTransfer as native,
  TOKEN,
  tokenTransfer as token,
  transactionOf,
  withField,
} from '../../testing/evm-transfers.ts';
import { buildTransfer, decodeTransfer, type EvmTransfer, maxFeeOf } from './transfer.ts';

const word = (text: string): string => text.padStart(64, '0');

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
    ['as many bytes as are read', callOf('5a'.repeat(976)), 'TX_CALLDATA_UNDECODABLE'],
    ['trailing bytes', concatBytes(buildTransfer(native), Uint8Array.of(0)), 'TX_TRAILING_BYTES'],
    ['a signed transaction', transactionOf([...fieldsOf(native), Uint8Array.of(1), TOKEN, TOKEN]), 'TX_FIELD_COUNT'],
    ['a field less', transactionOf(fieldsOf(native).slice(0, 8)), 'TX_FIELD_COUNT'],
    ['an access list', withField(8, [[TOKEN, [new Uint8Array(32)]]]), 'TX_ACCESS_LIST_NOT_EMPTY'],
    ['an access list that is none', withField(8, [TOKEN]), 'TX_ACCESS_LIST_NOT_EMPTY'],
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
    ['a chain id that no other program holds exactly', withField(0, fromHex('20000000000000')), 'TX_INTEGER_RANGE'],
    ['too little gas for any transfer', withField(4, fromHex('5207')), 'TX_INTEGER_RANGE'],
    ['more gas than EIP-1985 allows', withField(4, fromHex('8000000000000000')), 'TX_INTEGER_RANGE'],
    ['a fee over 64 bits', withField(3, fromHex('010000000000000000')), 'TX_INTEGER_RANGE'],
    ['a number that is a list', withField(1, []), 'TX_FIELD_INVALID'],
    ['data that is a list', withField(7, []), 'TX_FIELD_INVALID'],
    ['a priority fee over the fee', withField(2, new Uint8Array(6).fill(9)), 'TX_FEE_INCONSISTENT'],
    ['approve(address,uint256)', callOf(`095ea7b3${destinationWord}${word('1')}`), 'TX_CALLDATA_UNDECODABLE'],
    [
      'transferFrom(address,address,uint256)',
      callOf(`23b872dd${destinationWord}${destinationWord}${word('1')}`),
      'TX_CALLDATA_UNDECODABLE',
    ],
    ['permit', callOf(`d505accf${destinationWord.repeat(7)}`), 'TX_CALLDATA_UNDECODABLE'],
    ['increaseAllowance(address,uint256)', callOf(`39509351${destinationWord}${word('1')}`), 'TX_CALLDATA_UNDECODABLE'],
    ['setApprovalForAll(address,bool)', callOf(`a22cb465${destinationWord}${word('1')}`), 'TX_CALLDATA_UNDECODABLE'],
    ['mint(address,uint256)', callOf(`40c10f19${destinationWord}${word('1')}`), 'TX_CALLDATA_UNDECODABLE'],
    ['burn(uint256)', callOf(`42966c68${word('1')}`), 'TX_CALLDATA_UNDECODABLE'],
    [
      'transferAndCall(address,uint256,bytes)',
      callOf(`4000aea0${destinationWord}${word('1')}${word('60')}${word('0')}`),
      'TX_CALLDATA_UNDECODABLE',
    ],
    ['execute(address,uint256,bytes)', callOf(`b61d27f6${destinationWord}${word('1')}`), 'TX_CALLDATA_UNDECODABLE'],
    ['a selector one bit off', callOf(`a9059cba${destinationWord}${word('1')}`), 'TX_CALLDATA_UNDECODABLE'],
    ['an empty selector', callOf(`00000000${destinationWord}${word('1')}`), 'TX_CALLDATA_UNDECODABLE'],
    ['three bytes of a selector', callOf('a9059c'), 'TX_CALLDATA_UNDECODABLE'],
    ['text in the data', callOf('696e766f6963652034373131'), 'TX_CALLDATA_UNDECODABLE'],
    ['multicall', callOf(`ac9650d8${word('20')}${word('0')}`), 'TX_CALLDATA_UNDECODABLE'],
    ['a selector alone', callOf('a9059cbb'), 'TX_CALLDATA_UNDECODABLE'],
    ['one byte of calldata', callOf('81'), 'TX_CALLDATA_UNDECODABLE'],
    ['a transfer with a byte too many', callOf(`a9059cbb${destinationWord}${word('1')}00`), 'TX_CALLDATA_UNDECODABLE'],
    [
      'a transfer with a byte too few',
      callOf(`a9059cbb${destinationWord}${word('1').slice(2)}`),
      'TX_CALLDATA_UNDECODABLE',
    ],
    [
      'a destination word that holds more',
      callOf(`a9059cbb01${destinationWord.slice(2)}${word('1')}`),
      'TX_CALLDATA_PADDING',
    ],
    [
      'a token transfer to its own contract',
      callOf(`a9059cbb${word(toHex(TOKEN))}${word('1')}`),
      'TX_DESTINATION_IS_TOKEN',
    ],
    ['a token transfer to the zero address', callOf(`a9059cbb${word('0')}${word('1')}`), 'TX_ZERO_DESTINATION'],
    [
      'a token transfer asked of the zero address',
      transactionOf([
        ...fieldsOf(native).slice(0, 5),
        new Uint8Array(20),
        new Uint8Array(0),
        fromHex(`a9059cbb${destinationWord}${word('1')}`),
        [],
      ]),
      'TX_ZERO_CONTRACT',
    ],
    ['a token transfer of nothing', callOf(`a9059cbb${destinationWord}${word('0')}`), 'TX_ZERO_AMOUNT'],
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

  it.each([
    ['a legacy transaction', 'c0', /legacy/],
    ['EIP-2930', '01c0', /EIP-2930/],
    ['EIP-4844', '03c0', /EIP-4844/],
    ['EIP-7702', '04c0', /EIP-7702/],
    ['an unknown type', '05c0', /type 5/],
  ])('the refusal names %s', (_name, bytes, name) => {
    expect(() => decodeTransfer(fromHex(bytes))).toThrow(name);
  });

  it('the refusal of a call names its selector', () => {
    expect(() => decodeTransfer(callOf(`095ea7b3${destinationWord}${word('1')}`))).toThrow(/0x095ea7b3/);
    expect(() => decodeTransfer(callOf(`a9059cbb${destinationWord}`))).toThrow(/36 bytes of data instead of 68/);
  });
});

describe('what must not be signed is not built either', () => {
  const contract = (bytes: Uint8Array): EvmTransfer => ({ ...token, asset: { kind: 'erc20', contract: bytes } });
  const attacks: readonly (readonly [string, EvmTransfer, string])[] = [
    ['nothing paid', { ...native, amount: 0n }, 'TX_ZERO_AMOUNT'],
    ['a negative amount', { ...native, amount: -1n }, 'TX_INTEGER_RANGE'],
    ['an amount over 256 bits', { ...native, amount: 2n ** 256n }, 'TX_INTEGER_RANGE'],
    ['a negative nonce', { ...native, nonce: -1n }, 'TX_INTEGER_RANGE'],
    ['the nonce that EIP-2681 forbids', { ...native, nonce: 2n ** 64n - 1n }, 'TX_INTEGER_RANGE'],
    ['no chain', { ...native, chainId: 0n }, 'TX_INTEGER_RANGE'],
    ['too little gas', { ...native, gasLimit: 20_999n }, 'TX_INTEGER_RANGE'],
    ['too much gas', { ...native, gasLimit: 2n ** 63n }, 'TX_INTEGER_RANGE'],
    ['a fee over 64 bits', { ...native, maxFeePerGas: 2n ** 64n }, 'TX_INTEGER_RANGE'],
    [
      'a priority fee over the fee',
      { ...native, maxPriorityFeePerGas: native.maxFeePerGas + 1n },
      'TX_FEE_INCONSISTENT',
    ],
    ['the zero address', { ...native, destination: new Uint8Array(20) }, 'TX_ZERO_DESTINATION'],
    ['a destination of 19 bytes', { ...native, destination: DESTINATION.slice(1) }, 'TX_FIELD_INVALID'],
    ['no destination', { ...native, destination: new Uint8Array(0) }, 'TX_FIELD_INVALID'],
    ['a token of 21 bytes', contract(new Uint8Array(21).fill(1)), 'TX_FIELD_INVALID'],
    ['a token at the zero address', contract(new Uint8Array(20)), 'TX_ZERO_CONTRACT'],
    ['tokens to their own contract', { ...token, destination: TOKEN }, 'TX_DESTINATION_IS_TOKEN'],
  ];
  it.each(attacks)('%s', (_name, transfer, code) => {
    expect(codeOf(() => buildTransfer(transfer))).toBe(code);
  });
});

describe('the limits themselves are allowed', () => {
  it.each<[string, EvmTransfer]>([
    ['the highest chain id', { ...native, chainId: BigInt(Number.MAX_SAFE_INTEGER) }],
    ['the highest nonce', { ...native, nonce: 2n ** 64n - 2n }],
    ['nonce zero', { ...native, nonce: 0n }],
    ['the highest gas limit', { ...native, gasLimit: 2n ** 63n - 1n }],
    ['the highest fees', { ...native, maxFeePerGas: 2n ** 64n - 1n, maxPriorityFeePerGas: 2n ** 64n - 1n }],
    ['no fees', { ...native, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n }],
    ['the highest amount', { ...native, amount: 2n ** 256n - 1n }],
    ['the highest amount of a token', { ...token, amount: 2n ** 256n - 1n }],
    ['the smallest amount', { ...token, amount: 1n }],
  ])('%s', (_name, transfer) => {
    expect(decodeTransfer(buildTransfer(transfer))).toEqual(transfer);
  });
});

it('costs at most its gas limit times its fee', () => {
  expect(maxFeeOf(native)).toBe(630_000_000_000_000n);
});

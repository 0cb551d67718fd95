import { bytesToUint, concatBytes, equalBytes, fromHex, refuseUnless, toHex, uintToBytes } from '../../bytes/index.ts';

/** EIP-20: the selector of `transfer(address,uint256)`, the first four bytes of the keccak-256 of its signature. */
const TRANSFER_SELECTOR = fromHex('a9059cbb');
const WORD = 32;
const CALLDATA_LENGTH = 4 + 2 * WORD;

/** The calldata of an ERC-20 transfer. */
export function erc20TransferData(destination: Uint8Array, amount: bigint): Uint8Array {
  return concatBytes(TRANSFER_SELECTOR, leftPadded(destination), leftPadded(uintToBytes(amount)));
}

/**
 * What an ERC-20 transfer's calldata says.
 *
 * Refuses with TX_CALLDATA_UNDECODABLE for every other call, and TX_CALLDATA_PADDING when the address word holds more
 * than an address: contracts differ in what they make of it.
 */
export function decodeErc20Transfer(data: Uint8Array): { destination: Uint8Array; amount: bigint } {
  const selector = data.subarray(0, 4);
  refuseUnless(
    equalBytes(selector, TRANSFER_SELECTOR),
    'TX_CALLDATA_UNDECODABLE',
    `This transaction calls a contract in a way that cannot be read (selector 0x${toHex(selector)}). Only ERC-20 transfers are signed.`,
  );
  refuseUnless(
    data.length === CALLDATA_LENGTH,
    'TX_CALLDATA_UNDECODABLE',
    `This token transfer (selector 0x${toHex(selector)}) has ${data.length} bytes of data instead of ${CALLDATA_LENGTH}.`,
  );
  const addressWord = data.subarray(4, 4 + WORD);
  refuseUnless(
    addressWord.subarray(0, 12).every((byte) => byte === 0),
    'TX_CALLDATA_PADDING',
    'The destination in this token transfer holds more than an address.',
  );
  return { destination: Uint8Array.from(addressWord.subarray(12)), amount: bytesToUint(data.subarray(4 + WORD)) };
}

function leftPadded(bytes: Uint8Array): Uint8Array {
  return concatBytes(new Uint8Array(WORD - bytes.length), bytes);
}

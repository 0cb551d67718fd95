import { decodeRecord, encodeRecord } from '@vieraugen/shared/cbor';
import { buildTransfer } from '@vieraugen/shared/chains/evm';
import {
  accountField,
  CRYPTO_ACCOUNT,
  CRYPTO_HDKEY,
  decodeDeviceKeys,
  decodeEthSignature,
  decodeEthSignRequest,
  deviceAccount,
  encodeEthSignature,
  encodeEthSignRequest,
  ethSignatureField,
  ethSignRequestField,
  hdKeyField,
  plainSignature,
} from '@vieraugen/shared/eip4527';
import { KNOWN_TAGS } from '../../../shared/src/eip4527/registry.ts';
import { nativeTransfer } from '../../../shared/src/testing/evm-transfers.ts';
import { mutateCbor } from '../mutate-cbor.ts';
import { demandSame, type FuzzTarget, orRefused } from '../target.ts';
import { filled, PUBLIC_KEY } from './samples.ts';

const MAX_LENGTH = 16_384;
const path = [44, 60, 0].map((index) => ({ index, hardened: true }));
const origin = { steps: path, sourceFingerprint: 0x01020304, depth: 3 };
const hdKey = {
  isMaster: undefined,
  isPrivate: undefined,
  keyData: PUBLIC_KEY,
  chainCode: filled(32, 1),
  useInfo: { type: 60, network: 1 },
  origin,
  children: {
    steps: [
      { index: 0, hardened: false },
      { index: undefined, hardened: false },
    ],
    sourceFingerprint: undefined,
    depth: undefined,
  },
  parentFingerprint: 7,
  name: 'Keystone',
  note: 'account.standard',
};
const request = {
  requestId: filled(16, 1),
  unsigned: buildTransfer(nativeTransfer),
  key: { path: [...path, { index: 0, hardened: false }], fingerprint: filled(4, 1) },
  address: filled(20, 2),
  origin: 'Test Custody',
};

/** Each code of EIP-4527 with its seed, and what is done with it; all of it may refuse. */
const KINDS = [
  {
    seed: encodeEthSignRequest(request),
    readAndWrite: (bytes: Uint8Array) =>
      encodeRecord(ethSignRequestField, decodeRecord(ethSignRequestField, bytes, 2_048, KNOWN_TAGS)),
    use: (bytes: Uint8Array) => void encodeEthSignRequest(decodeEthSignRequest(bytes)),
  },
  {
    seed: encodeEthSignature({ requestId: filled(16, 1), signature: filled(65, 3), origin: 'Keystone' }),
    readAndWrite: (bytes: Uint8Array) => encodeRecord(ethSignatureField, decodeEthSignature(bytes)),
    use: (bytes: Uint8Array) => void plainSignature(decodeEthSignature(bytes).signature),
  },
  {
    seed: encodeRecord(hdKeyField, hdKey),
    readAndWrite: (bytes: Uint8Array) =>
      encodeRecord(hdKeyField, decodeRecord(hdKeyField, bytes, MAX_LENGTH, KNOWN_TAGS)),
    use: (bytes: Uint8Array) => useKeys(CRYPTO_HDKEY, bytes),
  },
  {
    seed: encodeRecord(accountField, {
      masterFingerprint: 0x01020304,
      keys: [hdKey, { ...hdKey, children: undefined }],
    }),
    readAndWrite: (bytes: Uint8Array) =>
      encodeRecord(accountField, decodeRecord(accountField, bytes, MAX_LENGTH, KNOWN_TAGS)),
    use: (bytes: Uint8Array) => useKeys(CRYPTO_ACCOUNT, bytes),
  },
];

function useKeys(type: string, bytes: Uint8Array): void {
  for (const key of decodeDeviceKeys(type, bytes).slice(0, 3)) orRefused(() => deviceAccount(key, 1));
}

/** The codes of other people's devices (EIP-4527): requests, signatures, keys and accounts. */
export const target: FuzzTarget = {
  maxLength: MAX_LENGTH + 2,
  mutate: (input, other, random) => {
    const kind = random.next() < 0.05 ? random.below(256) : (input[0] ?? 0);
    return Uint8Array.of(kind, ...mutateCbor(input.subarray(1), other.subarray(1), random));
  },
  seeds: () => KINDS.map(({ seed }, index) => Uint8Array.of(index, ...seed)),
  run: (input) => {
    const kind = KINDS[(input[0] ?? 0) % KINDS.length];
    const bytes = input.subarray(1);
    const again = kind && orRefused(() => kind.readAndWrite(bytes));
    if (kind === undefined || again === undefined) return;
    demandSame(again, bytes);
    orRefused(() => kind.use(bytes));
  },
};

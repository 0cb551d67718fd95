import { buildTransfer, decodeTransfer } from '@vieraugen/shared/chains/evm';
import { paymentOfTransfer } from '@vieraugen/shared/policy';
import { decodeIntent, encodeIntent } from '@vieraugen/shared/protocol';
import { nativeTransfer, tokenTransfer } from '../../../shared/src/testing/evm-transfers.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { mutateCbor } from '../mutate-cbor.ts';
import { demandSame, type FuzzTarget, orRefused } from '../target.ts';
import { INTENT } from './samples.ts';

/** EIP-1559. */
const TYPE = 2;

/** What a request is to pay: unsigned transactions and intents, each written again as it was read. */
export const target: FuzzTarget = {
  maxLength: 1_100,
  mutate: (input, other, random) => (input[0] === TYPE ? mutateBytes : mutateCbor)(input, other, random),
  seeds: () => [buildTransfer(nativeTransfer), buildTransfer(tokenTransfer), INTENT],
  run: (input) => {
    const transfer = orRefused(() => decodeTransfer(input));
    if (transfer !== undefined) {
      demandSame(buildTransfer(transfer), input);
      orRefused(() => paymentOfTransfer(transfer));
    }
    const intent = orRefused(() => decodeIntent(input));
    if (intent !== undefined) demandSame(encodeIntent(intent), input);
  },
};

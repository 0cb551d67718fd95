import { encodeFrames } from '@vieraugen/shared/ur';
import encodeQr from 'qr';
import qrcode from 'qrcode';
import { timeOf } from './measure.ts';
import type { Bench } from './report.ts';

/** Crossing the gap: codec, codes, camera. */
export async function measureTransport(bench: Bench): Promise<void> {
  await compareDrawing(bench);
}

/** Characters of a QR code of version 30 at level L (ISO/IEC 18004, table 7), alphanumeric. */
const VERSION_30_CAPACITY = 2520;

async function compareDrawing(bench: Bench): Promise<void> {
  const message = Uint8Array.from({ length: 10_000 }, (_, index) => (index * 197) & 0xff);
  const text = encodeFrames({ type: 'x-vier-request', bytes: message, maxFragmentLength: 1_200 }).frameAt(1);
  if (text.length > VERSION_30_CAPACITY) throw new Error('the frame does not fit');
  await bench.compare({
    goal: '5',
    title: 'a code of version 30, text to modules',
    unit: 'ms',
    ours: () => timeOf(() => encodeQr(text, 'raw', { ecc: 'low', encoding: 'alphanumeric', version: 30 })),
    floor: {
      name: 'qrcode',
      run: () =>
        timeOf(() => qrcode.create([{ data: text, mode: 'alphanumeric' }], { errorCorrectionLevel: 'L', version: 30 })),
    },
    ratio: 'floor/ours',
    bound: { atLeast: 4 },
  });
}

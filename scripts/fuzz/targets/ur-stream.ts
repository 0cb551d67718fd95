import { equalBytes } from '@vieraugen/shared/bytes';
import { createReceiver, encodeFrames, type ReceiveResult, type UrReceiver } from '@vieraugen/shared/ur';
import { createSeededRandom } from '../../../e2e/support/camera/seeded-random.ts';
import { framesOf, honestFrames, inputOf, mutateFrames } from '../mutate-frames.ts';
import { checkRefusal, demand, type FuzzTarget } from '../target.ts';

const TYPES = ['x-vier-request', 'x-vier-response'];
const LIMITS = { maxParts: 200, maxSeqLen: 2_000, maxMessageLength: 65_536 };

/** The receiver, fed with streams of frames: it never throws, says why it refuses, and what it completes it can be shown. */
export const target: FuzzTarget = {
  maxLength: 60_000,
  mutate: mutateFrames,
  seeds: () => {
    const random = createSeededRandom(1);
    return Array.from({ length: 12 }, () => inputOf(honestFrames(random)));
  },
  run: (input) => {
    const receiver = createReceiver({ expectedTypes: TYPES, limits: LIMITS });
    let completed = false;
    for (const frame of framesOf(input)) {
      const result = receiver.receive(frame);
      demand(!completed || result.kind === 'duplicate', `after the end a frame is ${result.kind}`);
      completed ||= result.kind === 'complete';
      checkResult(result, receiver);
    }
    receiver.reset();
    demand(receiver.missingParts().length === 0, 'parts are missing after a reset');
  },
};

function checkResult(result: ReceiveResult, receiver: UrReceiver): void {
  if (result.kind === 'refused') checkRefusal(result.code, result.message);
  if (result.kind === 'progress') {
    const { received, needed, fraction } = result;
    demand(received >= 1 && received < needed && needed <= LIMITS.maxSeqLen, `progress ${received} of ${needed}`);
    demand(fraction > 0 && fraction < 1, `a fraction of ${fraction}`);
    demand(receiver.missingParts().length <= needed, 'more parts are missing than there are');
  }
  if (result.kind !== 'complete') return;
  demand(TYPES.includes(result.type), `a message of type ${result.type} is complete`);
  demand(result.bytes.length > 0 && result.bytes.length <= LIMITS.maxMessageLength, `${result.bytes.length} bytes`);
  const shown = encodeFrames({ type: result.type, bytes: result.bytes, maxFragmentLength: 2_000 });
  const again = createReceiver({ expectedType: result.type });
  const results = Array.from({ length: shown.partCount }, (_, index) => again.receive(shown.frameAt(index + 1)));
  const last = results.at(-1);
  demand(
    last?.kind === 'complete' && equalBytes(last.bytes, result.bytes),
    `shown again, the message is ${last?.kind}`,
  );
}

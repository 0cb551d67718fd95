import { createReceiver, type ReceiveResult } from '@vieraugen/shared/ur';
import { messageName } from './message-names.ts';

/** What a scan has come to. */
export type ScanState = {
  readonly received: number;
  /** 0 until the first frame was read. */
  readonly needed: number;
  readonly missing: readonly number[];
  /** Why the last code was not taken; forgotten with the next that is. */
  readonly refusal: { readonly code: string; readonly message: string } | undefined;
  readonly message: Uint8Array | undefined;
};

export const NOTHING_SCANNED: ScanState = {
  received: 0,
  needed: 0,
  missing: [],
  refusal: undefined,
  message: undefined,
};

export type Scan = { take(text: string): ScanState; restart(): ScanState };

/** Takes the texts of QR codes until one message of the expected type is whole. */
export function createScan(expectedType: string): Scan {
  const receiver = createReceiver({ expectedType });
  let state = NOTHING_SCANNED;
  const restart = () => {
    receiver.reset();
    state = NOTHING_SCANNED;
    return state;
  };
  const take = (text: string) => {
    state = nextState(state, receiver.receive(text), expectedType, receiver.missingParts());
    return state;
  };
  return { take, restart };
}

function nextState(state: ScanState, result: ReceiveResult, expected: string, missing: readonly number[]): ScanState {
  switch (result.kind) {
    case 'progress':
      return {
        ...state,
        received: result.received,
        needed: result.needed,
        missing,
        refusal: result.messages > 1 ? SEVERAL_IN_VIEW : undefined,
      };
    case 'complete':
      return { ...state, received: state.needed, missing: [], refusal: undefined, message: result.bytes };
    case 'duplicate':
      return state.refusal === undefined ? state : { ...state, refusal: undefined };
    case 'refused':
      // With that code the receiver has forgotten what it had.
      return {
        ...(result.code === 'UR_MESSAGE_CHECKSUM' ? NOTHING_SCANNED : state),
        refusal: { code: result.code, message: explain(result, expected) },
      };
  }
}

const SEVERAL_IN_VIEW = {
  code: 'SEVERAL_MESSAGES_IN_VIEW',
  message:
    'Codes of several messages are in view. Keep the camera on one screen; the first message that is whole counts.',
};

function explain(result: ReceiveResult & { kind: 'refused' }, expected: string): string {
  if (result.shownType === undefined) return result.message;
  return `This is ${messageName(result.shownType)}. Here ${messageName(expected)} is needed: show that code on the other screen.`;
}

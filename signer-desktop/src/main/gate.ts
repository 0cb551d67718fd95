import type { Gate, Notice } from '../ipc/shell-state.ts';

export interface GateFacts {
  readonly build: 'test' | 'release';
  readonly interfacesUp: readonly string[];
  /** Why there is no signer process, or null while it runs. */
  readonly stopped: 'ended' | 'idle' | null;
}

/** Decides whether actions reach the signer. A test build says what it would have refused, as a notice. */
export function judgeGate(facts: GateFacts): Gate {
  if (facts.build === 'release' && facts.interfacesUp.length > 0) {
    return closed(
      'NETWORK_UP',
      `${networkSentence(facts.interfacesUp)} Unplug or switch it off; the signer then goes on.`,
      false,
    );
  }
  switch (facts.stopped) {
    case 'ended':
      return closed('SIGNER_STOPPED', 'The signer process has ended. What was not finished was not signed.', true);
    case 'idle':
      return closed(
        'LOCKED_IDLE',
        'Nobody used the signer for a while, so it locked itself and forgot its session.',
        true,
      );
    case null:
      return { kind: 'open' };
  }
}

export function stationNotices(
  build: 'test' | 'release',
  interfacesUp: readonly string[],
  electron: { readonly version: string; readonly pinnedMajor: number; readonly isOld: boolean },
): readonly Notice[] {
  if (build === 'release') return [];
  const notices: Notice[] = [{ code: 'TEST_BUILD', message: 'Test build. Never use it with real keys.' }];
  if (electron.isOld) {
    const message = `Runs on Electron ${electron.version}; a release needs ${electron.pinnedMajor} or newer.`;
    notices.push({ code: 'ELECTRON_OLD', message });
  }
  if (interfacesUp.length > 0) {
    notices.push({
      code: 'NETWORK_UP',
      message: `${networkSentence(interfacesUp)} A release would refuse ceremonies.`,
    });
  }
  return notices;
}

function networkSentence(names: readonly string[]): string {
  return `This machine is connected to a network (${names.join(', ')}).`;
}

function closed(code: string, message: string, canRestart: boolean): Gate {
  return { kind: 'closed', code, message, canRestart };
}

import type { Hsm, VaultSession } from '../../hsm/index.ts';
import type { CoreParts } from '../core.ts';

/**
 * Wraps what the core writes to, so that a test can stop the process between any two writes: after each, and in the middle
 * of a line of the journal. Points are counted from 1; at number `fatal` the process kills itself with SIGKILL.
 */
export function withFaultPoints(parts: CoreParts, fatal: number, onPoint: (name: string) => void): CoreParts {
  let count = 0;
  const point = (name: string) => {
    count += 1;
    onPoint(name);
    if (count === fatal) process.kill(process.pid, 'SIGKILL');
  };
  const around = <T>(name: string, work: () => T): T => {
    const result = work();
    if (result instanceof Promise) return result.finally(() => point(`after ${name}`)) as T;
    point(`after ${name}`);
    return result;
  };
  return {
    ...parts,
    disk: {
      ...parts.disk,
      append: (offset, bytes) => {
        if (count + 1 === fatal) parts.disk.append(offset, bytes.slice(0, Math.floor(bytes.length / 2)));
        point('in the middle of append');
        parts.disk.append(offset, bytes);
        point('after append');
      },
    },
    openHsm: () => wrapHsm(parts.openHsm(), around),
  };
}

type Around = <T>(name: string, work: () => T) => T;

function wrapHsm(hsm: Hsm, around: Around): Hsm {
  return {
    ...hsm,
    initialiseVault: (...given) => around('initialiseVault', () => hsm.initialiseVault(...given)),
    enrolOfficer: (...given) => around('enrolOfficer', () => hsm.enrolOfficer(...given)),
    unlockVault: (...given) => around('unlockVault', () => wrapSession(hsm.unlockVault(...given), around)),
  };
}

const WRITING = new Set<string | symbol>(['writeJournalHead', 'generateChainKey', 'signWithChainKeys']);

function wrapSession(session: VaultSession, around: Around): VaultSession {
  return new Proxy(session, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      const call = (...given: unknown[]): unknown => Reflect.apply(member, target, given);
      return WRITING.has(name) ? (...given: unknown[]) => around(String(name), () => call(...given)) : call;
    },
  });
}

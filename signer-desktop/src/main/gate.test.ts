import { describe, expect, test } from 'vitest';
import { judgeGate, stationNotices } from './gate.ts';

const ELECTRON = { version: '45.4.1', pinnedMajor: 45, isOld: false };

describe('judgeGate', () => {
  test('E-41: a release refuses while an interface is up; a test build does not', () => {
    const facts = { interfacesUp: ['eth0'], stopped: null };
    expect(judgeGate({ ...facts, build: 'release' })).toMatchObject({
      kind: 'closed',
      code: 'NETWORK_UP',
      canRestart: false,
    });
    expect(judgeGate({ ...facts, build: 'test' })).toEqual({ kind: 'open' });
    expect(judgeGate({ ...facts, build: 'release', interfacesUp: [] })).toEqual({ kind: 'open' });
  });

  test('E-61: without a signer process it is closed, with a way to go on', () => {
    const facts = { build: 'release', interfacesUp: [] } as const;
    expect(judgeGate({ ...facts, stopped: 'ended' })).toMatchObject({ code: 'SIGNER_STOPPED', canRestart: true });
    expect(judgeGate({ ...facts, stopped: 'idle' })).toMatchObject({ code: 'LOCKED_IDLE', canRestart: true });
  });
});

describe('stationNotices', () => {
  test('a test build is always named', () => {
    expect(stationNotices('test', [], ELECTRON).map((notice) => notice.code)).toEqual(['TEST_BUILD']);
    const all = stationNotices('test', ['eth0'], { ...ELECTRON, version: '25.1.1', isOld: true });
    expect(all.map((notice) => notice.code)).toEqual(['TEST_BUILD', 'ELECTRON_OLD', 'NETWORK_UP']);
  });

  test('a release has nothing to excuse', () => {
    expect(stationNotices('release', [], ELECTRON)).toEqual([]);
  });
});

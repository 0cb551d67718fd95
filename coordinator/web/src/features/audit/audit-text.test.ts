import { describe, expect, test } from 'vitest';
import type { AuditEntry } from './audit-api.ts';
import { areasOf, detailText, inArea, nameOfActor } from './audit-text.ts';

const entry: AuditEntry = {
  sequence: 3,
  at: '2026-01-02T03:04:05.000Z',
  actor: 'account:1',
  action: 'withdrawal.requested',
  subject: 'withdrawal:2',
  detail: { chain: 'eip155:1', token: '', amount: '5', digest: 'ab'.repeat(32) },
  hash: '00'.repeat(32),
};

describe('the audit log in words', () => {
  test('names the kinds of acts once each', () => {
    const others = [entry, { ...entry, action: 'account.invited' }, { ...entry, action: 'withdrawal.signed' }];
    expect(areasOf(others)).toEqual(['account', 'withdrawal']);
    expect(others.filter((one) => inArea(one, 'account'))).toHaveLength(1);
    expect(others.filter((one) => inArea(one, ''))).toHaveLength(3);
  });

  test('cuts long values and leaves out empty ones', () => {
    expect(detailText(entry)).toBe('chain eip155:1, amount 5, digest abababababab…ababab');
  });

  test.each([
    ['account:1', 'Ada'],
    ['account:9', 'account:9'],
    ['system', 'Coordinator'],
    ['api-key:12345678-aaaa', 'API key 12345678…'],
  ])('calls %s %s', (actor, name) => {
    expect(nameOfActor(actor, [{ id: '1', name: 'Ada' }])).toBe(name);
  });
});

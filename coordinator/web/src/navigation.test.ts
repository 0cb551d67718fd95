import { expect, test } from 'vitest';
import type { Role } from './api/session.ts';
import { navigationFor } from './navigation.ts';

const labels = (...roles: Role[]) => navigationFor(roles).flatMap((group) => group.items.map(({ label }) => label));

test('people see the pages that are of use to them', () => {
  expect(labels('operator')).not.toContain('Approvals');
  expect(labels('operator')).not.toContain('Audit log');
  expect(labels('approver')).toContain('Approvals');
  expect(labels('auditor')).toEqual(expect.arrayContaining(['Audit log', 'API keys', 'Withdrawals']));
  expect(labels('administrator')).toEqual(expect.arrayContaining(['Accounts', 'API keys', 'Policies', 'Vaults']));
});

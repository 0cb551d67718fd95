import type { Role } from '../../api/session.ts';
import type { CheckOption } from '../../ui/field.tsx';

export const ROLE_OPTIONS: readonly CheckOption<Role>[] = [
  { value: 'administrator', label: 'Administrator', about: 'Accounts, API keys, wallets, vaults and policies' },
  { value: 'operator', label: 'Operator', about: 'Requests withdrawals and runs ceremonies' },
  { value: 'approver', label: 'Approver', about: 'Approves or rejects withdrawals that somebody else requested' },
  { value: 'compliance', label: 'Compliance', about: 'Reads everything, the audit log included' },
  { value: 'auditor', label: 'Auditor', about: 'Reads everything and changes nothing' },
];

export function roleNames(roles: readonly Role[]): string {
  return ROLE_OPTIONS.filter(({ value }) => roles.includes(value))
    .map(({ label }) => label)
    .join(', ');
}

import type { Role } from './api/session.ts';
import type { IconName } from './ui/icon.tsx';

export type NavItem = {
  readonly href: string;
  readonly label: string;
  readonly icon: IconName;
  /** Who finds something to read or do there; everybody unless told. */
  readonly roles?: readonly Role[];
};
export type NavGroup = { readonly title: string; readonly items: readonly NavItem[] };

const GROUPS: readonly NavGroup[] = [
  {
    title: 'Payments',
    items: [
      { href: '/', label: 'Overview', icon: 'overview' },
      { href: '/withdrawals', label: 'Withdrawals', icon: 'withdrawal' },
      { href: '/approvals', label: 'Approvals', icon: 'approve', roles: ['approver'] },
      { href: '/ceremonies', label: 'Ceremonies', icon: 'ceremony' },
    ],
  },
  {
    title: 'Custody',
    items: [
      { href: '/wallets', label: 'Wallets', icon: 'wallet' },
      { href: '/vaults', label: 'Vaults', icon: 'vault' },
      { href: '/policies', label: 'Policies', icon: 'policy' },
    ],
  },
  {
    title: 'Administration',
    items: [
      { href: '/accounts', label: 'Accounts', icon: 'people' },
      { href: '/api-keys', label: 'API keys', icon: 'key', roles: ['administrator', 'auditor'] },
      { href: '/audit', label: 'Audit log', icon: 'audit', roles: ['administrator', 'auditor', 'compliance'] },
    ],
  },
];

/** The pages that are of use to somebody with these roles. */
export function navigationFor(roles: readonly Role[]): readonly NavGroup[] {
  const isUseful = (item: NavItem) => item.roles === undefined || item.roles.some((role) => roles.includes(role));
  return GROUPS.map((group) => ({ ...group, items: group.items.filter(isUseful) })).filter(
    (group) => group.items.length > 0,
  );
}

import type { Scope } from '../../../../src/features/api-keys/scopes.ts';
import type { CheckOption } from '../../ui/field.tsx';

export type { Scope };

export type ApiKey = {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdBy: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly disabled: boolean;
};

export const SCOPE_OPTIONS: readonly CheckOption<Scope>[] = [
  { value: 'wallets:read', label: 'wallets:read', about: 'Wallets and their balances' },
  { value: 'withdrawals:read', label: 'withdrawals:read', about: 'Withdrawals and their states' },
  { value: 'withdrawals:create', label: 'withdrawals:create', about: 'Request withdrawals; people approve them' },
  { value: 'withdrawals:cancel', label: 'withdrawals:cancel', about: 'Cancel withdrawals that nobody signed' },
];

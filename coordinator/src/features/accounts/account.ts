import { z } from 'zod';
import type { AccountState, AccountView } from './accounts.schemas.ts';
import { ROLES } from './roles.ts';

export const AccountRow = z
  .object({
    id: z.uuid(),
    name: z.string(),
    roles: z.array(z.enum(ROLES)),
    invited_by: z.uuid().nullable(),
    confirmed_by: z.uuid().nullable(),
    active_since: z.date().nullable(),
    disabled_at: z.date().nullable(),
    refusal: z.string().nullable(),
    created_at: z.date(),
  })
  .transform(
    (row): AccountView => ({
      id: row.id,
      name: row.name,
      roles: row.roles,
      state: stateOf(row.active_since !== null, row.disabled_at !== null),
      invitedBy: row.invited_by,
      confirmedBy: row.confirmed_by,
      refusal: row.refusal,
      createdAt: row.created_at.toISOString(),
    }),
  );

function stateOf(wasActive: boolean, isDisabled: boolean): AccountState {
  if (isDisabled) return wasActive ? 'disabled' : 'refused';
  return wasActive ? 'active' : 'unconfirmed';
}

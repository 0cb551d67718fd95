import { z } from 'zod';
import { ReadableText } from '../wire.schemas.ts';
import { ROLES } from './roles.ts';

/** What people see of an account. */
export const AccountView = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  roles: z.array(z.enum(ROLES)),
  disabled: z.boolean(),
  createdAt: z.iso.datetime(),
});
export type AccountView = z.infer<typeof AccountView>;

/** It crosses the gap with the approvers of a vault, where the same rule holds. */
export const AccountName = ReadableText(80);
export const Roles = z
  .array(z.enum(ROLES))
  .min(1)
  .refine((roles) => new Set(roles).size === roles.length, 'names a role twice');

export const AccountRow = z
  .object({
    id: z.uuid(),
    name: z.string(),
    roles: z.array(z.enum(ROLES)),
    disabled_at: z.date().nullable(),
    created_at: z.date(),
  })
  .transform(
    (row): AccountView => ({
      id: row.id,
      name: row.name,
      roles: row.roles,
      disabled: row.disabled_at !== null,
      createdAt: row.created_at.toISOString(),
    }),
  );

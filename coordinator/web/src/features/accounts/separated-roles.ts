import type { Role } from '../../api/session.ts';

/** Roles that nobody may hold together. The API has the same pairs and decides; here they only spare a refusal. */
export const SEPARATED_ROLE_PAIRS: readonly (readonly [Role, Role])[] = [
  ['operator', 'approver'],
  ['administrator', 'operator'],
  ['administrator', 'approver'],
  ['auditor', 'administrator'],
  ['auditor', 'operator'],
  ['auditor', 'approver'],
  ['auditor', 'compliance'],
  ['compliance', 'operator'],
];

export const ROLES = ['administrator', 'operator', 'approver', 'compliance', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/**
 * Separation of duties: no account has both roles of a pair. Who requests never approves; who hands out access neither
 * requests nor approves; who audits does nothing else. The table `accounts` has the same pairs as a constraint.
 */
export const SEPARATED_ROLES: readonly (readonly [Role, Role])[] = [
  ['operator', 'approver'],
  ['administrator', 'operator'],
  ['administrator', 'approver'],
  ['auditor', 'administrator'],
  ['auditor', 'operator'],
  ['auditor', 'approver'],
  ['auditor', 'compliance'],
  ['compliance', 'operator'],
];

/** The first pair that these roles break; undefined if they may be held together. */
export function separatedPair(roles: readonly Role[]): readonly [Role, Role] | undefined {
  return SEPARATED_ROLES.find(([a, b]) => roles.includes(a) && roles.includes(b));
}

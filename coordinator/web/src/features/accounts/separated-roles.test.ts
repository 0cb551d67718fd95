import { expect, test } from 'vitest';
import { SEPARATED_ROLES } from '../../../../src/features/accounts/roles.ts';
import { SEPARATED_ROLE_PAIRS } from './separated-roles.ts';

test('the page knows the same separations of duty as the API', () => {
  expect(SEPARATED_ROLE_PAIRS).toEqual(SEPARATED_ROLES);
});

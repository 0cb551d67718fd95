import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCoordinator, type TestCoordinator } from '../testing/index.ts';

let coordinator: TestCoordinator;
beforeAll(async () => {
  coordinator = await startTestCoordinator();
}, 60_000);
afterAll(() => coordinator.close());

const EVERYONE = 'People who are administrator, operator, approver, compliance, auditor.';
const READ_BY_KEYS = `${EVERYONE} API keys with`;

/** Who may call what. A role that is added to a route, or a route that is new, has to be added here on purpose. */
const ACCESS: Readonly<Record<string, readonly string[]>> = {
  'For everybody.': [
    'POST /v1/enrolment',
    'POST /v1/enrolment/options',
    'POST /v1/session',
    'POST /v1/session/options',
    'POST /v1/token',
  ],
  'People who are administrator, auditor.': [
    'GET /v1/api-keys',
    'GET /v1/pairings',
    'GET /v1/pairings/{id}',
    'GET /v1/pairings/{id}/frames',
  ],
  [EVERYONE]: [
    'DELETE /v1/session',
    'GET /v1/accounts',
    'GET /v1/ceremonies',
    'GET /v1/ceremonies/{id}',
    'GET /v1/ceremonies/{id}/bundle',
    'GET /v1/ceremonies/{id}/frames',
    'GET /v1/policies',
    'GET /v1/policies/{digest}',
    'GET /v1/session',
    'GET /v1/vaults',
    'GET /v1/vaults/{id}',
    'GET /v1/withdrawals/{id}/device-request',
  ],
  [`${READ_BY_KEYS} wallets:read.`]: ['GET /v1/wallets', 'GET /v1/wallets/{id}', 'GET /v1/wallets/{id}/balances'],
  [`${READ_BY_KEYS} withdrawals:read.`]: ['GET /v1/withdrawals', 'GET /v1/withdrawals/{id}'],
  'People who are administrator.': [
    'GET /v1/accounts/{id}/confirmation',
    'GET /v1/policies/{digest}/activation',
    'GET /v1/wallets/{id}/confirmation',
    'POST /v1/accounts/{id}/confirmation',
    'POST /v1/accounts/{id}/disable',
    'POST /v1/accounts/{id}/refusal',
    'POST /v1/api-keys',
    'POST /v1/api-keys/{id}/disable',
    'POST /v1/invitations',
    'POST /v1/key-manifests',
    'POST /v1/pairings',
    'POST /v1/pairings/{id}/acceptance',
    'POST /v1/pairings/{id}/confirmation',
    'POST /v1/policies',
    'POST /v1/policies/foreign',
    'POST /v1/policies/hot',
    'POST /v1/wallets',
    'POST /v1/wallets/foreign',
    'POST /v1/wallets/{id}/confirmation',
  ],
  'People who are approver.': [
    'GET /v1/withdrawals/{id}/approval-options',
    'POST /v1/withdrawals/{id}/approvals',
    'POST /v1/withdrawals/{id}/rejection',
  ],
  'People who are auditor, administrator, compliance.': ['GET /v1/audit'],
  'People who are operator, administrator.': [
    'GET /v1/withdrawals/{id}/device-request/frames',
    'POST /v1/ceremonies',
    'POST /v1/ceremonies/{id}/cancellation',
    'POST /v1/signing-responses',
    'POST /v1/withdrawals/{id}/device-refusal',
    'POST /v1/withdrawals/{id}/device-request',
    'POST /v1/withdrawals/{id}/device-signature',
  ],
  'People who are operator. API keys with withdrawals:cancel.': ['POST /v1/withdrawals/{id}/cancellation'],
  'People who are operator. API keys with withdrawals:create.': ['POST /v1/withdrawals'],
};

test('each route is open to these roles and scopes, and to nobody else', async () => {
  const { body } = await coordinator.anonymous.get('/v1/openapi.json');
  const paths = body.paths as Record<string, Record<string, { description: string }>>;
  const found: Record<string, string[]> = {};
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { description }] of Object.entries(methods)) {
      found[description] = [...(found[description] ?? []), `${method.toUpperCase()} ${path}`].sort();
    }
  }
  expect(found).toEqual(ACCESS);
});

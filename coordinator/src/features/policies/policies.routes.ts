import { equalBytes, fromHex, toHex } from '@vieraugen/shared/bytes';
import type { Database } from '../../db/schema.ts';
import { requireAccount } from '../../http/principal.ts';
import { type Route, route } from '../../http/route.ts';
import type { CustodyServices } from '../custody-services.ts';
import { wordsOf } from '../wire.ts';
import { activateHotPolicy } from './activate-hot-policy.ts';
import { activateForeignPolicy, findForeignPolicy, switchForeignWalletsOff } from './foreign-policy.ts';
import {
  ActivateForeignPolicy,
  ActivateHotPolicy,
  ActivationQuery,
  ActivationView,
  ForeignPolicyView,
  PolicyJson,
  PolicyList,
  PolicyParams,
  PolicyView,
} from './policies.schemas.ts';
import { findHotPolicy, getPolicy, listPolicies, type StoredPolicy, vaultsUnderPolicy } from './policy.repository.ts';
import { readActivation } from './policy-activation.ts';
import { jsonOfPolicy } from './policy-json.ts';
import { proposePolicy } from './propose-policy.ts';

const READERS = ['administrator', 'operator', 'approver', 'compliance', 'auditor'] as const;

type Deps = Pick<CustodyServices, 'db' | 'webauthn'>;

export function policyRoutes(deps: Deps): readonly Route[] {
  return [...proposalRoutes(deps), ...activationRoutes(deps)];
}

function proposalRoutes({ db }: Deps): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/policies',
      summary: 'Propose a policy; it is in force nowhere yet',
      access: { roles: ['administrator'] },
      idempotent: true,
      body: PolicyJson,
      reply: PolicyView,
      status: 201,
      run: async ({ principal, body, tx }) => viewOf(tx, await proposePolicy(tx, requireAccount(principal), body)),
    }),
    route({
      method: 'get',
      path: '/v1/policies',
      summary: 'All policies, newest first',
      access: { roles: READERS },
      idempotent: false,
      reply: PolicyList,
      run: async () => ({ items: await Promise.all((await listPolicies(db)).map((policy) => viewOf(db, policy))) }),
    }),
    route({
      method: 'get',
      path: '/v1/policies/:digest',
      summary: 'A policy',
      access: { roles: READERS },
      idempotent: false,
      params: PolicyParams,
      reply: PolicyView,
      run: async ({ params }) => viewOf(db, await getPolicy(db, fromHex(params.digest))),
    }),
  ];
}

function activationRoutes(deps: Deps): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/policies/:digest/activation',
      summary: 'What to ask the passkey for, to put a policy in force that somebody else proposed',
      access: { roles: ['administrator'] },
      idempotent: false,
      params: PolicyParams,
      query: ActivationQuery,
      reply: ActivationView,
      run: ({ principal, params, query }) =>
        readActivation(deps, requireAccount(principal), { digest: fromHex(params.digest), wallets: query.wallets }),
    }),
    route({
      method: 'post',
      path: '/v1/policies/hot',
      summary: 'Put a policy in force for the hot wallets, with a passkey: who proposed it cannot',
      access: { roles: ['administrator'] },
      idempotent: true,
      body: ActivateHotPolicy,
      reply: PolicyView,
      run: async ({ principal, body, tx }) => {
        const input = { digest: fromHex(body.digest), assertion: body.assertion };
        return viewOf(tx, await activateHotPolicy(deps.webauthn, tx, requireAccount(principal), input));
      },
    }),
    route({
      method: 'post',
      path: '/v1/policies/foreign',
      summary: 'Put a policy in force for the foreign wallets, with a passkey, or switch these off',
      access: { roles: ['administrator'] },
      idempotent: true,
      body: ActivateForeignPolicy,
      reply: ForeignPolicyView,
      run: async ({ principal, body, tx }) => {
        const who = requireAccount(principal);
        if (body.digest !== null) {
          const input = { digest: fromHex(body.digest), assertion: body.assertion };
          return { policy: await viewOf(tx, await activateForeignPolicy(deps.webauthn, tx, who, input)) };
        }
        await switchForeignWalletsOff(tx, who);
        return { policy: null };
      },
    }),
  ];
}

async function viewOf(db: Database, stored: StoredPolicy): Promise<PolicyView> {
  const hot = await findHotPolicy(db);
  const foreign = await findForeignPolicy(db);
  return {
    digest: toHex(stored.digest),
    words: wordsOf(stored.digest),
    policy: jsonOfPolicy(stored.policy),
    activeForHot: hot !== undefined && equalBytes(hot.digest, stored.digest),
    activeForForeign: foreign !== undefined && equalBytes(foreign.digest, stored.digest),
    vaultIds: await vaultsUnderPolicy(db, stored.digest),
    proposedBy: stored.proposedBy,
    createdAt: stored.createdAt.toISOString(),
  };
}

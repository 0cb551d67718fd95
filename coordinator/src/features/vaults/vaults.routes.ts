import { fromHex } from '@vieraugen/shared/bytes';
import { pairingOffer } from '@vieraugen/shared/protocol';
import { requireAccount } from '../../http/principal.ts';
import { type Route, route } from '../../http/route.ts';
import type { CustodyServices } from '../custody-services.ts';
import { FramesQuery, FramesView, IdParams, ScannedMessage } from '../wire.schemas.ts';
import { framesOf } from '../wire.ts';
import { confirmPairing } from './confirm-pairing.ts';
import { offerPairing } from './offer-pairing.ts';
import { getPairing, listPairings } from './pairing.repository.ts';
import { previewAcceptance } from './preview-acceptance.ts';
import { getVault, listVaults } from './vault.repository.ts';
import { viewOfPairing, viewOfVault } from './vault-views.ts';
import { ConfirmPairing, CreatePairing, PairingList, PairingView, VaultList, VaultView } from './vaults.schemas.ts';

const READERS = ['administrator', 'operator', 'approver', 'compliance', 'auditor'] as const;
const PAIRING_READERS = ['administrator', 'auditor'] as const;
/** A scanned message of the largest kind, as text. */
const SCAN_LIMIT = 1_048_576;

export function vaultRoutes(services: CustodyServices): readonly Route[] {
  return [...pairingRoutes(services), ...acceptanceRoutes(services), ...readRoutes(services)];
}

function pairingRoutes(services: CustodyServices): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/pairings',
      summary: 'Offer a signer to be paired, with a policy for its vault',
      access: { roles: ['administrator'] },
      idempotent: true,
      body: CreatePairing,
      reply: PairingView,
      status: 201,
      run: async ({ principal, body, tx }) => {
        const pairing = await offerPairing(services, tx, requireAccount(principal), fromHex(body.policyDigest));
        return viewOfPairing(pairing, services.now());
      },
    }),
    route({
      method: 'get',
      path: '/v1/pairings',
      summary: 'Pairings, newest first',
      access: { roles: PAIRING_READERS },
      idempotent: false,
      reply: PairingList,
      run: async () => {
        const pairings = await listPairings(services.db);
        return { items: pairings.map((pairing) => viewOfPairing(pairing, services.now())) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/pairings/:id',
      summary: 'A pairing',
      access: { roles: PAIRING_READERS },
      idempotent: false,
      params: IdParams,
      reply: PairingView,
      run: async ({ params }) => viewOfPairing(await getPairing(services.db, params.id), services.now()),
    }),
    route({
      method: 'get',
      path: '/v1/pairings/:id/frames',
      summary: 'The offer as QR codes for the signer',
      access: { roles: PAIRING_READERS },
      idempotent: false,
      params: IdParams,
      query: FramesQuery,
      reply: FramesView,
      run: async ({ params, query }) => framesOf(pairingOffer, (await getPairing(services.db, params.id)).offer, query),
    }),
  ];
}

function acceptanceRoutes(services: CustodyServices): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/pairings/:id/acceptance',
      summary: 'Take in what the signer answered; nothing is believed before the words were compared',
      access: { roles: ['administrator'] },
      idempotent: true,
      params: IdParams,
      body: ScannedMessage,
      bodyLimit: SCAN_LIMIT,
      reply: PairingView,
      run: async ({ principal, params, body, tx }) => {
        const input = { pairingId: params.id, scanned: body };
        return viewOfPairing(await previewAcceptance(services, tx, requireAccount(principal), input), services.now());
      },
    }),
    route({
      method: 'post',
      path: '/v1/pairings/:id/confirmation',
      summary:
        'Confirm that the words on both screens are the same: the vault is trusted from here on. Who made the offer cannot',
      access: { roles: ['administrator'] },
      idempotent: true,
      params: IdParams,
      body: ConfirmPairing,
      reply: VaultView,
      status: 201,
      run: async ({ principal, params, body, tx }) => {
        const input = { pairingId: params.id, acceptanceDigest: fromHex(body.acceptanceDigest) };
        return viewOfVault(tx, await confirmPairing(services, tx, requireAccount(principal), input));
      },
    }),
  ];
}

function readRoutes({ db }: CustodyServices): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/vaults',
      summary: 'All vaults',
      access: { roles: READERS },
      idempotent: false,
      reply: VaultList,
      run: async () => ({ items: await Promise.all((await listVaults(db)).map((vault) => viewOfVault(db, vault))) }),
    }),
    route({
      method: 'get',
      path: '/v1/vaults/:id',
      summary: 'A vault',
      access: { roles: READERS },
      idempotent: false,
      params: IdParams,
      reply: VaultView,
      run: async ({ params }) => viewOfVault(db, await getVault(db, params.id)),
    }),
  ];
}

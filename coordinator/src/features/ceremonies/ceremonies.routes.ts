import { signingRequest, signingResponse } from '@vieraugen/shared/protocol';
import { requireAccount } from '../../http/principal.ts';
import { type Route, route } from '../../http/route.ts';
import type { CustodyServices } from '../custody-services.ts';
import { FramesQuery, FramesView, IdParams, ScannedMessage } from '../wire.schemas.ts';
import { decodeCursor, encodeCursor, framesOf, scannedBytes } from '../wire.ts';
import { acceptResponse } from './accept-response.ts';
import { cancelCeremony } from './cancel-ceremony.ts';
import { BundleView, CeremonyPage, CeremonyView, CreateCeremony, ListCeremoniesQuery } from './ceremonies.schemas.ts';
import { getCeremony, listCeremonies } from './ceremony.repository.ts';
import { bundleOf, viewOne, viewsOf } from './ceremony-views.ts';
import { openCeremony } from './open-ceremony.ts';

const HOLD = { roles: ['operator', 'administrator'] } as const;
const READ = { roles: ['administrator', 'operator', 'approver', 'compliance', 'auditor'] } as const;
const RESPONSE_LIMIT = 1_048_576;

export function ceremonyRoutes(services: CustodyServices): readonly Route[] {
  return [...changeRoutes(services), ...readRoutes(services)];
}

function changeRoutes(services: CustodyServices): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/ceremonies',
      summary: 'Make a signing-request for withdrawals that wait for their officers',
      access: HOLD,
      idempotent: true,
      body: CreateCeremony,
      reply: CeremonyView,
      status: 201,
      run: async ({ principal, body, tx }) =>
        viewOne(tx, await openCeremony(services, tx, requireAccount(principal), body)),
    }),
    route({
      method: 'post',
      path: '/v1/signing-responses',
      summary: 'Take in what the signer answered; the same answer twice changes nothing',
      access: HOLD,
      idempotent: true,
      body: ScannedMessage,
      bodyLimit: RESPONSE_LIMIT,
      reply: CeremonyView,
      run: async ({ principal, body, tx }) => {
        const bytes = scannedBytes(signingResponse, body);
        return viewOne(tx, await acceptResponse(services, tx, requireAccount(principal), bytes));
      },
    }),
    route({
      method: 'post',
      path: '/v1/ceremonies/:id/cancellation',
      summary: 'Take the withdrawals of an unanswered request back into the queue',
      access: HOLD,
      idempotent: true,
      params: IdParams,
      reply: CeremonyView,
      run: async ({ principal, params, tx }) =>
        viewOne(tx, await cancelCeremony(tx, requireAccount(principal), params.id)),
    }),
  ];
}

function readRoutes({ db }: CustodyServices): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/ceremonies',
      summary: 'Signing-requests, newest first',
      access: READ,
      idempotent: false,
      query: ListCeremoniesQuery,
      reply: CeremonyPage,
      run: async ({ query: { limit, cursor, state } }) => {
        const after = cursor === undefined ? undefined : decodeCursor(cursor);
        const found = await listCeremonies(db, { state, after, limit: limit + 1 });
        const page = found.slice(0, limit);
        const last = page.at(-1);
        return {
          items: await viewsOf(db, page),
          nextCursor: found.length > limit && last ? encodeCursor(last) : null,
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/ceremonies/:id',
      summary: 'A signing-request and its answer',
      access: READ,
      idempotent: false,
      params: IdParams,
      reply: CeremonyView,
      run: async ({ params }) => viewOne(db, await getCeremony(db, params.id)),
    }),
    route({
      method: 'get',
      path: '/v1/ceremonies/:id/frames',
      summary: 'The signing-request as QR codes for the signer',
      access: READ,
      idempotent: false,
      params: IdParams,
      query: FramesQuery,
      reply: FramesView,
      run: async ({ params, query }) => framesOf(signingRequest, (await getCeremony(db, params.id)).request, query),
    }),
    route({
      method: 'get',
      path: '/v1/ceremonies/:id/bundle',
      summary: 'Pairing, request, approvals and response in one file, to be verified offline',
      access: READ,
      idempotent: false,
      params: IdParams,
      reply: BundleView,
      run: async ({ params }) => bundleOf(db, await getCeremony(db, params.id)),
    }),
  ];
}

import { groupedRoute, type Route, route } from '../../http/route.ts';
import type { CustodyServices } from '../custody-services.ts';
import { IdParams } from '../wire.schemas.ts';
import { decodeCursor, encodeCursor } from '../wire.ts';
import { cancelWithdrawal } from './cancel-withdrawal.ts';
import { openRequestReads } from './request-reads.ts';
import { acceptance, requestWithdrawal } from './request-withdrawal.ts';
import { getWithdrawal, listWithdrawals } from './withdrawal.repository.ts';
import { detailOf, detailOfRequested, viewsOf } from './withdrawal-views.ts';
import {
  CancelWithdrawal,
  CreateWithdrawal,
  ListWithdrawalsQuery,
  WithdrawalDetail,
  WithdrawalPage,
} from './withdrawals.schemas.ts';

const READ = {
  roles: ['administrator', 'operator', 'approver', 'compliance', 'auditor'],
  scopes: ['withdrawals:read'],
} as const;

export function withdrawalRoutes(services: CustodyServices): readonly Route[] {
  return [...changeRoutes(services), ...readRoutes(services)];
}

function changeRoutes(services: CustodyServices): readonly Route[] {
  const requestServices = { ...services, reads: openRequestReads(services) };
  return [
    groupedRoute({
      method: 'post',
      path: '/v1/withdrawals',
      summary: 'Request a withdrawal',
      access: { roles: ['operator'], scopes: ['withdrawals:create'] },
      body: CreateWithdrawal,
      reply: WithdrawalDetail,
      status: 201,
      prepare: async ({ principal, body }) => {
        const requested = await requestWithdrawal(requestServices, principal, body);
        return { reply: detailOfRequested(requested, principal), row: requested.withdrawal };
      },
      acceptance,
    }),
    route({
      method: 'post',
      path: '/v1/withdrawals/:id/cancellation',
      summary: 'Cancel a withdrawal that nobody signed',
      access: { roles: ['operator'], scopes: ['withdrawals:cancel'] },
      idempotent: true,
      params: IdParams,
      body: CancelWithdrawal,
      reply: WithdrawalDetail,
      run: async ({ principal, params, body, tx }) => {
        const input = { id: params.id, reason: body.reason, now: services.now() };
        return detailOf(tx, await cancelWithdrawal(tx, principal, input));
      },
    }),
  ];
}

function readRoutes({ db }: CustodyServices): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/withdrawals',
      summary: 'Withdrawals, newest first',
      access: READ,
      idempotent: false,
      query: ListWithdrawalsQuery,
      reply: WithdrawalPage,
      run: async ({ query }) => {
        const { limit, cursor, ...filter } = query;
        const after = cursor === undefined ? undefined : decodeCursor(cursor);
        const found = await listWithdrawals(db, { ...filter, after, limit: limit + 1 });
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
      path: '/v1/withdrawals/:id',
      summary: 'A withdrawal with its timeline',
      access: READ,
      idempotent: false,
      params: IdParams,
      reply: WithdrawalDetail,
      run: async ({ params }) => detailOf(db, await getWithdrawal(db, params.id)),
    }),
  ];
}

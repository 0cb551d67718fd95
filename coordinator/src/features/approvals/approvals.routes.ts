import { requireAccount } from '../../http/principal.ts';
import { type Route, route } from '../../http/route.ts';
import type { CustodyServices } from '../custody-services.ts';
import { IdParams, PasskeyAssertion } from '../wire.schemas.ts';
import { detailOf, WithdrawalDetail } from '../withdrawals/index.ts';
import { approvalOptions } from './approval-options.ts';
import { ApprovalOptions, RejectWithdrawal } from './approvals.schemas.ts';
import { approveWithdrawal, rejectWithdrawal } from './approve-withdrawal.ts';

const APPROVE = { roles: ['approver'] } as const;

export function approvalRoutes(services: CustodyServices): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/withdrawals/:id/approval-options',
      summary: 'What to ask the passkey for: the challenge is the digest of what is approved',
      access: APPROVE,
      idempotent: false,
      params: IdParams,
      reply: ApprovalOptions,
      run: ({ principal, params }) => approvalOptions(services, requireAccount(principal), params.id),
    }),
    route({
      method: 'post',
      path: '/v1/withdrawals/:id/approvals',
      summary: 'Approve a withdrawal with a passkey',
      access: APPROVE,
      idempotent: true,
      params: IdParams,
      body: PasskeyAssertion,
      reply: WithdrawalDetail,
      status: 201,
      run: async ({ principal, params, body, tx }) => {
        const input = { withdrawalId: params.id, assertion: body };
        return detailOf(tx, await approveWithdrawal(services, tx, requireAccount(principal), input));
      },
    }),
    route({
      method: 'post',
      path: '/v1/withdrawals/:id/rejection',
      summary: 'Reject a withdrawal',
      access: APPROVE,
      idempotent: true,
      params: IdParams,
      body: RejectWithdrawal,
      reply: WithdrawalDetail,
      run: async ({ principal, params, body, tx }) => {
        const input = { withdrawalId: params.id, reason: body.reason, now: services.now() };
        return detailOf(tx, await rejectWithdrawal(tx, requireAccount(principal), input));
      },
    }),
  ];
}

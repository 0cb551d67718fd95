export { insertApproval, listApprovals } from './approval.repository.ts';
export { bindTransaction, type ChainFacts, readChainFacts } from './bind-transaction.ts';
export { judgeWithdrawal } from './judge-withdrawal.ts';
export { moveWithdrawal } from './move-withdrawal.ts';
export { freeNonce } from './nonces.ts';
export { spendScope } from './request-withdrawal.ts';
export { findTransaction, storeSigned } from './transaction.repository.ts';
export {
  getWithdrawal,
  lockWithdrawal,
  markAtSigner,
  markCommitted,
  postpone,
  spentInLastDay,
} from './withdrawal.repository.ts';
export { isExpired, subjectOf, type Withdrawal } from './withdrawal.ts';
export { detailOf } from './withdrawal-views.ts';
export { startWithdrawalWorker } from './withdrawal-worker.ts';
export { withdrawalRoutes } from './withdrawals.routes.ts';
export { WithdrawalDetail } from './withdrawals.schemas.ts';

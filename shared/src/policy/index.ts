export { type AllowedPayment, findAsset, findChain, judgePayment, type Payment } from './judge-payment.ts';
export { checkPaymentMatchesIntent, paymentOfTransfer } from './match-intent.ts';
export {
  type AllowedDestination,
  type AssetRule,
  type ChainRule,
  decodePolicy,
  encodePolicy,
  type Policy,
  policyDigest,
  policyField,
} from './policy.ts';

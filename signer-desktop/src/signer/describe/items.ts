import { fingerprintWords, toHex } from '@vieraugen/shared/bytes';
import { addressOfPublicKey } from '@vieraugen/shared/chains/evm';
import type { AssetRule, ChainRule, Policy } from '@vieraugen/shared/policy';
import type { ItemView, PaymentView } from '../../ipc/view-parts.ts';
import type { JudgedItem } from '../open-request.ts';
import { addressText, amountText, coinText } from './policy.ts';

/** One item for the officers: what its transaction does, in their words, and what the machine thinks of it. */
export function describeItem(item: JudgedItem, policy: Policy): ItemView {
  return {
    index: item.index,
    withdrawalId: toHex(item.withdrawalId),
    words: [...fingerprintWords(item.intentDigest)],
    payment: describePayment(item, policy),
    approvers: [...item.approvers],
    refusal: item.refusal ? { ...item.refusal } : null,
  };
}

function describePayment(item: JudgedItem, policy: Policy): PaymentView | null {
  const { payment, transfer, key } = item;
  if (!payment || !transfer) return null;
  const chain = policy.chains.find((rule) => rule.chain === payment.chain);
  const asset = chain?.assets.find((rule) => Buffer.compare(rule.token, payment.token) === 0);
  const destination = chain?.destinations.find((rule) => Buffer.compare(rule.address, payment.destination) === 0);
  return {
    ...describeAmount(item, payment, asset),
    destination: addressText(payment.destination),
    destinationLabel: destination?.label ?? 'not on the list of allowed addresses',
    chainName: chain?.name ?? 'a chain that the policy does not allow',
    chain: payment.chain,
    maxFee: describeFee(payment.fee, chain),
    nonce: transfer.nonce.toString(),
    fromLabel: key?.label ?? 'a key that is not of this vault',
    fromAddress: key ? addressText(addressOfPublicKey(key.publicKey)) : '',
    contract: payment.token.length === 0 ? null : addressText(payment.token),
  };
}

/** Without a rule for the asset nobody knows its decimals: the bare number is the only honest amount. */
function describeAmount(
  item: JudgedItem,
  payment: NonNullable<JudgedItem['payment']>,
  asset: AssetRule | undefined,
): Pick<PaymentView, 'amount' | 'symbol' | 'dayUse'> {
  if (!asset) return { amount: `${payment.amount} smallest units`, symbol: 'unknown asset', dayUse: 'not allowed' };
  const after = amountText(item.spent + payment.amount, asset);
  const dayUse = `${after} of ${amountText(asset.maxPerDay, asset)} in 24 hours`;
  return { amount: amountText(payment.amount, asset), symbol: asset.symbol, dayUse };
}

function describeFee(fee: bigint, chain: ChainRule | undefined): string {
  return chain ? `${coinText(fee, chain)} (allowed: ${coinText(chain.maxFee, chain)})` : `${fee} smallest units`;
}

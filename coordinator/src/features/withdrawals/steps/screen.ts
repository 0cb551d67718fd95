import { Refusal } from '@vieraugen/shared/bytes';
import { judgePayment } from '@vieraugen/shared/policy';
import { getPolicy } from '../../policies/index.ts';
import { getWallet } from '../../wallets/index.ts';
import { spendScope } from '../request-withdrawal.ts';
import { spentInLastDay } from '../withdrawal.repository.ts';
import { isExpired } from '../withdrawal.ts';
import { EXPIRED, endUnsigned, moveBySystem, type Step } from './step.ts';

export const startScreening: Step = async (services, withdrawal) => {
  if (isExpired(withdrawal, services.now())) return moveBySystem(services, withdrawal, 'expired', EXPIRED);
  return moveBySystem(services, withdrawal, 'screening');
};

/** Asks everything that can be known before people are asked: today the policy, with what was requested meanwhile. */
export const screen: Step = async (services, withdrawal) => {
  if (isExpired(withdrawal, services.now())) return moveBySystem(services, withdrawal, 'expired', EXPIRED);
  const { policy } = await getPolicy(services.db, withdrawal.policyDigest);
  const wallet = await getWallet(services.db, withdrawal.walletId);
  const spent = await spentInLastDay(services.db, spendScope(wallet, withdrawal), {
    now: services.now(),
    except: withdrawal.id,
    pending: false,
  });
  try {
    judgePayment(policy, { ...withdrawal, fee: withdrawal.maxFee }, spent);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return endUnsigned(services, withdrawal, 'rejected', { code: error.code, message: error.message });
  }
  return moveBySystem(services, withdrawal, 'awaiting-approval');
};

import { sql } from 'kysely';
import { isDatabaseUnavailable } from '../../db/unavailable.ts';
import { AppError } from '../../http/app-error.ts';
import type { CustodyServices } from '../custody-services.ts';
import { broadcast } from './steps/broadcast.ts';
import { confirm } from './steps/confirm.ts';
import { screen, startScreening } from './steps/screen.ts';
import { signHot } from './steps/sign-hot.ts';
import type { Step } from './steps/step.ts';
import { awaitApproval, awaitCeremony, release } from './steps/wait.ts';
import { getWithdrawal, postpone } from './withdrawal.repository.ts';
import type { Reason, Withdrawal } from './withdrawal.ts';
import type { WithdrawalState } from './withdrawal-states.ts';

/** What happens next in each state; nothing in the final ones. */
const STEPS: Readonly<Partial<Record<WithdrawalState, Step>>> = {
  requested: startScreening,
  screening: screen,
  'awaiting-approval': awaitApproval,
  approved: release,
  signing: signHot,
  'awaiting-ceremony': awaitCeremony,
  signed: broadcast,
  broadcast: confirm,
};

const UNAVAILABLE_RETRY_SECONDS = 2;
const ERROR_RETRY_SECONDS = 15;
const UNAVAILABLE: readonly string[] = ['RPC_UNAVAILABLE', 'KMS_UNAVAILABLE', 'DATABASE_UNAVAILABLE'];

/**
 * Takes a withdrawal as far as it can go now. One process at a time: the lock goes with the connection, so that a killed
 * process holds nothing up. Were two to run after all, each move and each stored byte is still written once.
 */
export async function advanceWithdrawal(services: CustodyServices, id: string): Promise<void> {
  await services.db.transaction().execute(async (lock) => {
    const { rows } = await sql<{ locked: boolean }>`
      SELECT pg_try_advisory_xact_lock(hashtextextended(${`withdrawal ${id}`}, 0)) AS locked`.execute(lock);
    if (rows[0]?.locked !== true) return;
    while (await takeStep(services, await getWithdrawal(services.db, id))) {
      // The withdrawal moved: its new state has the next step.
    }
  });
}

/** True if the withdrawal moved. */
async function takeStep(services: CustodyServices, withdrawal: Withdrawal): Promise<boolean> {
  const step = STEPS[withdrawal.state];
  if (step === undefined) return false;
  try {
    const result = await step(services, withdrawal);
    if (result === 'moved') return true;
    await postpone(services.db, withdrawal, services.now() + result.waitSeconds, result.reason);
  } catch (error) {
    await retryLater(services, withdrawal, error);
  }
  return false;
}

async function retryLater(services: CustodyServices, withdrawal: Withdrawal, error: unknown): Promise<void> {
  if (isDatabaseUnavailable(error)) throw error;
  const known = error instanceof AppError ? error : undefined;
  if (known?.code === 'WITHDRAWAL_STATE') return;
  const isAway = known !== undefined && UNAVAILABLE.includes(known.code);
  services.logger.warn(
    { err: error, withdrawal: withdrawal.id, state: withdrawal.state },
    'withdrawal step will be tried again',
  );
  const reason: Reason = known
    ? { code: known.code, message: known.message }
    : { code: 'INTERNAL', message: 'Something went wrong here. The log has it; the step is tried again.' };
  await postpone(
    services.db,
    withdrawal,
    services.now() + (isAway ? UNAVAILABLE_RETRY_SECONDS : ERROR_RETRY_SECONDS),
    reason,
  );
}

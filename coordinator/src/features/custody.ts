import { AppError } from '../http/app-error.ts';
import type { Route } from '../http/route.ts';
import type { JobKind } from '../jobs/jobs.ts';
import { openChains } from '../rpc/index.ts';
import type { Services } from '../services.ts';
import { approvalRoutes } from './approvals/index.ts';
import { ceremonyRoutes, expireCeremoniesJob } from './ceremonies/index.ts';
import type { CustodyServices } from './custody-services.ts';
import { foreignDeviceRoutes } from './foreign-devices/index.ts';
import { policyRoutes } from './policies/index.ts';
import { vaultRoutes } from './vaults/index.ts';
import { checkHotKeys, walletRoutes } from './wallets/index.ts';
import { startWithdrawalWorker, withdrawalRoutes } from './withdrawals/index.ts';

export type Custody = {
  readonly routes: readonly Route[];
  readonly jobs: readonly JobKind[];
  /** Starts the work that nobody waits for; answers how to end it. */
  start(): Promise<() => Promise<void>>;
};

/** Vaults, wallets, withdrawals and what belongs to them, on the chains of the configuration. */
export function openCustody(services: Services): Custody {
  const chains = openChains(services.config.rpcUrls, services.config.finality);
  const custody: CustodyServices = { ...services, chains, now: () => Math.floor(Date.now() / 1000) };
  return {
    routes: [
      ...policyRoutes(custody),
      ...vaultRoutes(custody),
      ...walletRoutes(custody),
      ...withdrawalRoutes(custody),
      ...approvalRoutes(custody),
      ...ceremonyRoutes(custody),
      ...foreignDeviceRoutes(custody),
    ],
    jobs: [expireCeremoniesJob(custody)],
    start: async () => {
      await checkHotKeysIfThere(custody);
      const worker = startWithdrawalWorker(custody);
      return async () => {
        await worker.stop();
        chains.close();
      };
    },
  };
}

/** A key that changed stops the start. A KMS that is away does not: every signature is checked under the pinned key. */
async function checkHotKeysIfThere(custody: CustodyServices): Promise<void> {
  try {
    await checkHotKeys(custody);
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'KMS_UNAVAILABLE')) throw error;
    custody.logger.warn({ err: error }, 'KMS does not answer: the hot keys could not be compared with the pinned ones');
  }
}

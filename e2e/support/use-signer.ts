import { afterAll, beforeAll, vi } from 'vitest';
import { launchSigner, type RunningSigner, type SignerOptions } from './launch-signer.ts';
import { createStation, type Station, type StationOptions } from './station.ts';

const HOOK_TIMEOUT_MS = 90_000;
const TEST_TIMEOUT_MS = 60_000;

export interface UsedSigner {
  /** The signer of this file; only inside a test. */
  readonly signer: RunningSigner;
}

/** One signer for all tests of a file, on a station of its own; both are gone afterwards. */
export function useSigner(
  prepare: (station: Station) => SignerOptions = () => ({}),
  station: StationOptions = {},
): UsedSigner {
  vi.setConfig({ testTimeout: TEST_TIMEOUT_MS, hookTimeout: HOOK_TIMEOUT_MS });
  let running: RunningSigner | undefined;
  beforeAll(async () => {
    const made = createStation(station);
    running = await launchSigner(made, prepare(made));
  }, HOOK_TIMEOUT_MS);
  afterAll(async () => {
    await running?.close();
    running?.station.remove();
  }, HOOK_TIMEOUT_MS);
  return {
    get signer(): RunningSigner {
      if (running === undefined) throw new Error('the signer has not been launched');
      return running;
    },
  };
}

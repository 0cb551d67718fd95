import { Refusal } from '@vieraugen/shared/bytes';
import type { HsmCheck } from './doctor.ts';
import { openHsm } from './hsm.ts';
import type { HsmConfig } from './open-module.ts';

/**
 * The whole examination, for a program that has the HSM not open: closing the library at its end would log out everybody
 * else. A program that has it open asks Hsm.doctor.
 */
export function runDoctor(config: HsmConfig, vaultSerial?: string): readonly HsmCheck[] {
  const name = 'PKCS#11 module';
  try {
    const hsm = openHsm(config);
    try {
      const good: HsmCheck = { name, state: 'good', detail: 'It is the file that was configured, and it starts.' };
      return [good, ...hsm.doctor(vaultSerial)];
    } finally {
      hsm.close();
    }
  } catch (error) {
    if (error instanceof Refusal) return [{ name, state: 'bad', detail: `${error.message} (${error.code})` }];
    throw error;
  }
}

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concatBytes } from '@vieraugen/shared/bytes';
import { Module, type Session, SessionFlag } from 'graphene-pk11';
import {
  combineSecret,
  type Hsm,
  type OfficerKeys,
  type OfficerToken,
  openHsm,
  type SealedShare,
  sealShare,
  splitSecret,
} from '../index.ts';
import { createSoftHsm, type SoftHsm } from './softhsm.ts';

export type TestOfficer = {
  readonly label: string;
  readonly pin: Uint8Array;
  readonly token: OfficerToken;
  readonly keys: OfficerKeys;
  readonly sealed: SealedShare;
  readonly binding: Uint8Array;
};

/** A vault as the founding makes it, with three officers of whom two are needed. */
export type TestVault = {
  readonly vaultId: Uint8Array;
  readonly serial: string;
  readonly userPin: Uint8Array;
  readonly stationPublicKey: Uint8Array;
  readonly officers: readonly TestOfficer[];
};

/** SoftHSM in a folder of its own, the library started on it. One in a process: the library knows one configuration. */
export function openTestHsm(): { softHsm: SoftHsm; hsm: Hsm; reopen(): Hsm; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'vieraugen-hsm-'));
  const softHsm = createSoftHsm(folder);
  process.env.SOFTHSM2_CONF = softHsm.configuration;
  for (const number of [1, 2, 3]) softHsm.issueToken(`officer-${number}`, pinOf(number));
  const open = () => openHsm({ module: softHsm.module, sha256: softHsm.sha256, production: false });
  let hsm = open();
  return {
    softHsm,
    hsm,
    reopen() {
      hsm.close();
      hsm = open();
      return hsm;
    },
    remove() {
      hsm.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function foundVault(hsm: Hsm, label: string): TestVault {
  const vaultId = Uint8Array.from(randomBytes(16));
  const enrolled = [1, 2, 3].map((number) => enrol(hsm, number));
  const { serial, userPin, stationPublicKey } = hsm.initialiseVault(emptyToken(hsm), label);
  const shares = splitSecret(userPin, vaultId, 2, enrolled.length);
  const officers = enrolled.map((officer, index) => {
    const binding = concatBytes(vaultId, officer.token.officerId);
    const share = shares[index] ?? new Uint8Array();
    return { ...officer, binding, sealed: sealShare(share, officer.keys.sharePublicKey, binding) };
  });
  return { vaultId, serial, userPin, stationPublicKey, officers };
}

export function enrol(hsm: Hsm, number: number): Pick<TestOfficer, 'label' | 'pin' | 'token' | 'keys'> {
  const label = `officer-${number}`;
  const token = { serial: serialOf(hsm, label), officerId: Uint8Array.from(randomBytes(16)) };
  const pin = Uint8Array.from(Buffer.from(pinOf(number)));
  return { label, pin, token, keys: hsm.enrolOfficer(token, pin) };
}

/** The officers open their shares, and the shares make the PIN. */
export function quorumPin(hsm: Hsm, vault: TestVault, officers: readonly TestOfficer[]): Uint8Array {
  const shares = officers.map(({ token, pin, sealed, binding }) => hsm.openShare(token, pin, sealed, binding));
  return combineSecret(shares, vault.vaultId);
}

export function serialOf(hsm: Hsm, label: string): string {
  const token = hsm.listTokens().find((candidate) => candidate.label === label);
  if (!token) throw new Error(`There is no token "${label}".`);
  return token.serial;
}

export function emptyToken(hsm: Hsm): string {
  const token = hsm.listTokens().find((candidate) => !candidate.initialised);
  if (!token) throw new Error('There is no empty token.');
  return token.serial;
}

/** A session beside ours, for attacks: it shares the login of the program, as PKCS#11 has it. */
export function rawSession(softHsm: SoftHsm, serial: string): Session {
  const module = Module.load(softHsm.module);
  module.initialize();
  const slots = module.getSlots(true);
  const slot = Array.from({ length: slots.length }, (_, i) => slots.items(i)).find(
    (candidate) => candidate.getToken().serialNumber === serial,
  );
  if (!slot) throw new Error(`There is no token with the serial number ${serial}.`);
  return slot.open(SessionFlag.RW_SESSION | SessionFlag.SERIAL_SESSION);
}

function pinOf(number: number): string {
  return `officer-pin-${number}`;
}

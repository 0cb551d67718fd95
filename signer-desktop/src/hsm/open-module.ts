import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { basename, isAbsolute } from 'node:path';
import { Refusal, refuseUnless } from '@vieraugen/shared/bytes';
import { Module } from 'graphene-pk11';
import { PKCS11 } from 'pkcs11js';
import { asRefusal, ckrName } from './hsm-error.ts';

/** Which PKCS#11 library to load. */
export type HsmConfig = {
  /** Absolute path of the library. */
  readonly module: string;
  /** SHA-256 of the file, lower-case hex. Whoever can replace the library could keep every PIN. */
  readonly sha256: string;
  /** A production station refuses software tokens. */
  readonly production: boolean;
};

/** A library in both of its bindings: graphene's objects, and the plain functions beneath them. */
export type LoadedModule = { readonly module: Module; readonly library: PKCS11 };

/**
 * Loads and initialises the configured PKCS#11 library, only if its file is the expected one. Between the check and the
 * loading, whoever may write to its folder could still exchange it: the folder must be the administrator's alone.
 *
 * Refuses with MODULE_PATH_RELATIVE, MODULE_NOT_FOUND, MODULE_HASH_MISMATCH, MODULE_UNUSABLE, MODULE_WITHOUT_THREADS or
 * SOFT_HSM_IN_PRODUCTION.
 */
export function openModule(config: HsmConfig): LoadedModule {
  refuseUnless(isAbsolute(config.module), 'MODULE_PATH_RELATIVE', 'The path of the PKCS#11 module must be absolute.');
  refuseUnless(
    moduleDigest(config.module) === config.sha256,
    'MODULE_HASH_MISMATCH',
    'The PKCS#11 module is not the file that was approved (its SHA-256 differs). It was not loaded.',
  );
  if (config.production && isSoftHsm(basename(realpathSync(config.module)))) throw softHsmInProduction();
  const loaded = loadModule(config.module);
  if (config.production && isSoftHsm(...namesIn(loaded.module))) {
    closeModule(loaded.module);
    throw softHsmInProduction();
  }
  return loaded;
}

/** Ends the library, and with it every session and login of this program. Closing what is closed is no fault. */
export function closeModule(module: Module): void {
  try {
    module.finalize();
  } catch (error) {
    if (ckrName(error) !== 'CKR_CRYPTOKI_NOT_INITIALIZED') throw asRefusal(error);
  }
}

/** SHA-256 of the library's file. Refuses with MODULE_NOT_FOUND. */
export function moduleDigest(path: string): string {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  } catch (cause) {
    throw new Refusal('MODULE_NOT_FOUND', `There is no PKCS#11 module at ${path}.`, { cause });
  }
}

function loadModule(path: string): LoadedModule {
  try {
    const library = new PKCS11();
    library.load(path);
    const module = new Module(library);
    initialise(module);
    return { module, library };
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    throw new Refusal('MODULE_UNUSABLE', 'The PKCS#11 module cannot be started. Check its own configuration.', {
      cause,
    });
  }
}

/** CKF_OS_LOCKING_OK (PKCS#11 v2.40, 5.4): a batch is signed in several sessions at once, each in a thread of its own. */
const OS_LOCKING_OK = 2;

/** Refuses with MODULE_WITHOUT_THREADS. */
export function initialise(module: Module): void {
  try {
    module.initialize({ flags: OS_LOCKING_OK });
  } catch (cause) {
    if (ckrName(cause) !== 'CKR_CANT_LOCK') throw cause;
    throw new Refusal(
      'MODULE_WITHOUT_THREADS',
      'The PKCS#11 module cannot serve several threads. Ask its maker for one that can.',
      { cause },
    );
  }
}

/** SoftHSM says so in each of its names; a file that was renamed still tells by the others. */
export function isSoftHsm(...names: readonly string[]): boolean {
  return names.some((name) => /soft[-_ ]?hsm/i.test(name));
}

function namesIn(module: Module): readonly string[] {
  const slots = module.getSlots(false);
  const ofSlots = Array.from({ length: slots.length }, (_, index) => slots.items(index)).flatMap((slot) => [
    slot.manufacturerID,
    slot.slotDescription,
  ]);
  return [module.manufacturerID, module.libraryDescription, ...ofSlots];
}

function softHsmInProduction(): Refusal {
  return new Refusal(
    'SOFT_HSM_IN_PRODUCTION',
    'SoftHSM keeps keys in files: a production station needs a hardware HSM.',
  );
}

import { Module } from 'graphene-pk11';
import { PKCS11 } from 'pkcs11js';
import { expect, test } from 'vitest';
import { initialise } from './open-module.ts';
import { refusalOf } from './testing/refusal-of.ts';

test('a module that cannot serve several threads is refused, for a batch is signed in several sessions at once', () => {
  const asked: unknown[] = [];
  const library = Object.assign(new PKCS11(), {
    C_Initialize: (options: unknown) => {
      asked.push(options);
      throw new Error('CKR_CANT_LOCK:10');
    },
  });
  expect(refusalOf(() => initialise(new Module(library)))).toBe('MODULE_WITHOUT_THREADS');
  // CKF_OS_LOCKING_OK
  expect(asked).toEqual([{ flags: 2 }]);
});

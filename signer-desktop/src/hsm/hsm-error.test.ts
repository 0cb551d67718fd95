import { Refusal } from '@vieraugen/shared/bytes';
import { expect, test } from 'vitest';
import { asRefusal, onHsm, PinRefusal } from './hsm-error.ts';

/** The binding throws errors of two shapes. */
const shapes = (name: string) => [new Error(`${name}:160`), Object.assign(new Error(name), { code: 160 })];

test.each([
  ['CKR_PIN_LEN_RANGE', 'PIN_LENGTH'],
  ['CKR_PIN_LOCKED', 'PIN_LOCKED'],
  ['CKR_PIN_EXPIRED', 'PIN_EXPIRED'],
  ['CKR_USER_PIN_NOT_INITIALIZED', 'TOKEN_NOT_READY'],
  ['CKR_USER_ALREADY_LOGGED_IN', 'TOKEN_LOGGED_IN'],
  ['CKR_DEVICE_REMOVED', 'TOKEN_REMOVED'],
  ['CKR_DEVICE_MEMORY', 'TOKEN_FULL'],
  ['CKR_KEY_NOT_WRAPPABLE', 'KEY_NOT_EXPORTABLE'],
  ['CKR_ATTRIBUTE_SENSITIVE', 'KEY_NOT_EXPORTABLE'],
  ['CKR_MECHANISM_INVALID', 'MECHANISM_MISSING'],
  ['CKR_FUNCTION_FAILED', 'HSM_FAULT'],
])('%s means %s', (name, code) => {
  for (const error of shapes(name)) {
    const refusal = asRefusal(error);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ code, cause: error });
  }
});

test('a refusal stays what it is, and a fault of ours is not dressed up as one of the HSM', () => {
  const refusal = new Refusal('KEY_MISSING', 'The key is not in this token.');
  const fault = new TypeError('x is not a function');
  expect(asRefusal(refusal)).toBe(refusal);
  expect(asRefusal(fault)).toBe(fault);
  expect(() =>
    onHsm(() => {
      throw fault;
    }),
  ).toThrow(fault);
});

test('a wrong PIN says what is known of the tries left, and the last one says that the token is locked', () => {
  expect(new PinRefusal('unknown', undefined)).toMatchObject({ code: 'PIN_WRONG', triesLeft: 'unknown' });
  expect(new PinRefusal('few', undefined).message).toContain('A few tries are left');
  expect(new PinRefusal('one', undefined).message).toContain('One try is left');
  expect(new PinRefusal('none', undefined)).toMatchObject({ code: 'PIN_LOCKED', triesLeft: 'none' });
});

import { decodePolicy, encodePolicy } from '@vieraugen/shared/policy';
import { testPolicy, testPolicyBytes } from '@vieraugen/shared/testing';
import { expect, test } from 'vitest';
import { PolicyJson } from './policies.schemas.ts';
import { jsonOfPolicy, policyOfJson } from './policy-json.ts';

test('a policy and its JSON form say the same, byte for byte', () => {
  const json = PolicyJson.parse(JSON.parse(JSON.stringify(jsonOfPolicy(testPolicy))));
  expect(encodePolicy(policyOfJson(json))).toEqual(testPolicyBytes);
  expect(jsonOfPolicy(decodePolicy(testPolicyBytes))).toEqual(json);
});

test('an address with a wrong checksum is refused', () => {
  const json = jsonOfPolicy(testPolicy);
  const text = JSON.stringify(json).replace(
    '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
    '0x70997970C51812dc3A010C7d01b50e0d17dc79c8',
  );
  expect(() => policyOfJson(PolicyJson.parse(JSON.parse(text)))).toThrow(/checksum/);
});

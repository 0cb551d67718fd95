export { type ItemChanges, randomId, TestCoordinator, type TestSource } from './coordinator.ts';
export { createP256Signer } from './p256-signer.ts';
export { type AssertionOptions, createApprover, TEST_PAGE, type TestApprover } from './passkey.ts';
export { TEST_CHAIN, TEST_DESTINATION, TEST_TOKEN, testPolicy, testPolicyBytes } from './test-policy.ts';

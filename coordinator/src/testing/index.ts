export { type Config, loadConfig } from '../config/config.ts';
export { type DevKms, startDevKms } from '../kms/dev-server/start-dev-kms.ts';
export { createLogger } from '../observability/logger.ts';
export { type Coordinator, startCoordinator } from '../start-coordinator.ts';
export { type ApiAnswer, ApiClient } from './api-client.ts';
export { SoftwarePasskey } from './software-passkey.ts';
export { foundryProgram, startTestChain, type TestChain } from './test-chain.ts';
export {
  confirmPerson,
  connectProgram,
  enrolFounders,
  enrolPerson,
  type Person,
  startTestCoordinator,
  type TestCoordinator,
} from './test-coordinator.ts';
export { createEmptyDatabase, openTestDatabase, type TestDatabase } from './test-database.ts';
export { startTestKms, type TestKms } from './test-kms.ts';

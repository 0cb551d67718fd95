export { createEmptyDatabase, openTestDatabase, type TestDatabase } from './test-database.ts';

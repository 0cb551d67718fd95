import { defineConfig } from 'vitest/config';
import { SummaryReporter } from './scripts/lib/summary-reporter.mjs';

const ALWAYS_EXCLUDED = ['**/node_modules/**', '**/dist/**', '**/out/**'];
const INTEGRATION = '**/*.integration.test.ts';
/** `npm test` names a file for the numbers of its summary. */
const summaryFile = process.env.VIERAUGEN_TEST_SUMMARY;

export default defineConfig({
  test: {
    // Two cores are what a small build server has.
    maxWorkers: 2,
    reporters: summaryFile ? ['default', new SummaryReporter(summaryFile)] : ['default'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,coordinator,signer-desktop,e2e}/**/*.test.{ts,tsx}', 'scripts/**/*.test.{ts,mjs}'],
          exclude: [...ALWAYS_EXCLUDED, INTEGRATION],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: [`{coordinator,signer-desktop,e2e,scripts}/${INTEGRATION}`],
          exclude: ALWAYS_EXCLUDED,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.spec.ts'],
          globalSetup: ['scripts/lib/test-display.mjs'],
          exclude: ALWAYS_EXCLUDED,
          // Each has browsers, windows, a database and a chain of its own: one after the other.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});

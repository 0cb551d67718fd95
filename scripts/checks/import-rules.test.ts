import { describe, expect, test } from 'vitest';
import { checkImports, findOffendedRules } from './check-imports.ts';
import { IMPORT_RULES } from './import-rules.ts';
import { readImports } from './read-imports.ts';

const FEATURES = 'coordinator/src/features';
const SIGNER = 'signer-desktop/src';

/** Rule, importing file, what it writes. Each rule has at least one. */
const OFFENDERS: ReadonlyArray<readonly [string, string, string]> = [
  ['shared-is-pure', 'shared/src/cbor/x.ts', "import { readFileSync } from 'node:fs';"],
  ['shared-is-pure', 'shared/src/cbor/x.ts', "import { readFileSync } from 'fs';"],
  ['shared-is-pure', 'shared/src/cbor/x.ts', "import { z } from 'zod';"],
  ['shared-is-pure', 'shared/src/cbor/x.ts', "import type { Z } from 'zod';"],
  ['shared-is-pure', 'shared/src/cbor/x.ts', "import x from '@noble/cursed';"],
  ['shared-imports-no-side', 'shared/src/cbor/x.test.ts', "import type { A } from '@vieraugen/coordinator/testing';"],
  ['shared-knows-its-folders', 'shared/src/novel/x.ts', "import { a } from '../bytes/index.ts';"],
  ['shared-order-bytes', 'shared/src/bytes/x.ts', "import { a } from '../cbor/index.ts';"],
  ['shared-order-cbor', 'shared/src/cbor/x.ts', "import type { A } from '../protocol/index.ts';"],
  ['shared-order-cose', 'shared/src/cose/x.ts', "export * from '../protocol/index.ts';"],
  ['shared-order-journal', 'shared/src/journal/x.ts', "import { a } from '../policy/index.ts';"],
  ['shared-order-ur', 'shared/src/ur/x.ts', "import { a } from '../protocol/index.ts';"],
  ['shared-order-qr', 'shared/src/qr/x.ts', "import { a } from '../protocol/index.ts';"],
  ['shared-order-chains', 'shared/src/chains/evm/x.ts', "import { a } from '../../policy/index.ts';"],
  ['shared-order-eip4527', 'shared/src/eip4527/x.ts', "import { a } from '../protocol/index.ts';"],
  ['shared-order-protocol', 'shared/src/protocol/x.ts', "import { a } from '../policy/index.ts';"],
  ['shared-order-policy', 'shared/src/policy/x.ts', "import { a } from '../approvals/index.ts';"],
  ['shared-order-approvals', 'shared/src/approvals/x.ts', "import { a } from '../ur/index.ts';"],
  ['coordinator-without-signer', 'coordinator/src/main.ts', "import { a } from '@vieraugen/signer-desktop';"],
  [
    'coordinator-without-signer',
    'coordinator/web/src/a.tsx',
    "import type { A } from '../../../signer-desktop/src/a.ts';",
  ],
  ['signer-without-coordinator', `${SIGNER}/signer/a.ts`, "import type { A } from '@vieraugen/coordinator/testing';"],
  ['signer-without-coordinator', `${SIGNER}/signer/a.test.ts`, "await import('@vieraugen/coordinator/testing');"],
  ['workspaces-by-name', 'coordinator/src/main.ts', "import { a } from '../../shared/src/bytes/index.ts';"],
  ['e2e-uses-programs', 'e2e/flows/a.spec.ts', "import { a } from '../../coordinator/src/main.ts';"],
  ['e2e-uses-programs', 'e2e/flows/a.spec.ts', "import { a } from '@vieraugen/signer-desktop/hsm';"],
  ['set-up-needs-nothing', 'scripts/setup.mjs', "import { z } from 'zod';"],
  ['set-up-needs-nothing', 'scripts/lib/a.mjs', "import { a } from '../checks/a.ts';"],
  ['features-by-their-index', `${FEATURES}/wallets/a.ts`, "import { a } from '../accounts/account.repository.ts';"],
  ['features-by-their-index', `${FEATURES}/wallets/a.ts`, "import type { A } from '../accounts/tables.ts';"],
  ['foundation-by-features-index', 'coordinator/src/jobs/a.ts', "import { a } from '../features/accounts/session.ts';"],
  ['foundation-by-features-index', `${FEATURES}/features.ts`, "import { a } from './accounts/session.ts';"],
  ['features-without-node', `${FEATURES}/wallets/a.ts`, "import { readFile } from 'node:fs/promises';"],
  ['only-rpc-and-kms-dial-out', `${FEATURES}/wallets/a.ts`, "import { JsonRpcProvider } from 'ethers';"],
  ['only-rpc-and-kms-dial-out', `${FEATURES}/wallets/a.ts`, "import { KMSClient } from '@aws-sdk/client-kms';"],
  ['only-rpc-and-kms-dial-out', 'coordinator/src/http/a.ts', "import { connect } from 'node:tls';"],
  ['servers-in-http', 'coordinator/src/jobs/a.ts', "import { request } from 'https';"],
  ['servers-in-http', `${FEATURES}/wallets/wallets.routes.ts`, "import express from 'express';"],
  ['database-in-db', `${FEATURES}/wallets/a.ts`, "import pg from 'pg';"],
  ['web-knows-the-contract', 'coordinator/web/src/a.ts', "import { a } from '../../src/features/wallets/index.ts';"],
  [
    'web-knows-the-contract',
    'coordinator/web/src/a.ts',
    "import { type A } from '../../src/features/wallets/index.ts';",
  ],
  ['contract-is-pure', `${FEATURES}/wallets/wallets.schemas.ts`, "import { list } from './wallet.repository.ts';"],
  ['contract-is-pure', `${FEATURES}/accounts/roles.ts`, "import { sql } from 'kysely';"],
  ['web-in-the-browser', 'coordinator/web/src/a.ts', "import { join } from 'node:path';"],
  ['server-without-web', 'coordinator/src/http/pages.ts', "import { a } from '../../web/src/a.ts';"],
  ['signer-offline', `${SIGNER}/signer/a.ts`, "import { connect } from 'node:net';"],
  ['signer-offline', `${SIGNER}/main/a.ts`, "import { get } from 'https';"],
  ['signer-offline', `${SIGNER}/renderer/scan/a.ts`, "const { fetch } = await import('undici');"],
  ['electron-in-its-place', `${SIGNER}/signer/a.ts`, "import { app } from 'electron';"],
  ['electron-in-its-place', `${SIGNER}/renderer/scan/a.ts`, "import { ipcRenderer } from 'electron';"],
  ['hsm-has-the-only-pkcs11', `${SIGNER}/signer/a.ts`, "import { Module } from 'graphene-pk11';"],
  ['main-is-a-broker', `${SIGNER}/main/a.ts`, "import { decode } from '@vieraugen/shared/cbor';"],
  ['main-is-a-broker', `${SIGNER}/main/a.ts`, "import { open } from '../hsm/index.ts';"],
  ['preload-is-thin', `${SIGNER}/preload/a.ts`, "import { hex } from '@vieraugen/shared/bytes';"],
  ['preload-is-thin', `${SIGNER}/preload/a.ts`, "import { readFileSync } from 'node:fs';"],
  ['ipc-is-a-contract', `${SIGNER}/ipc/a.ts`, "import { a } from '../main/a.ts';"],
  ['renderer-is-hostile', `${SIGNER}/renderer/review/a.ts`, "import type { A } from '../../signer/a.ts';"],
  ['renderer-knows-ipc-types', `${SIGNER}/renderer/review/a.ts`, "import { CONTRACT } from '../../ipc/contract.ts';"],
  ['scan-reads-frames-only', `${SIGNER}/renderer/scan/a.ts`, "import { open } from '@vieraugen/shared/protocol';"],
  ['review-draws-only', `${SIGNER}/renderer/review/a.tsx`, "import { open } from '@vieraugen/shared/cose';"],
  ['pages-apart', `${SIGNER}/renderer/review/a.tsx`, "import { camera } from '../scan/read-camera.ts';"],
  ['ui-knows-no-page', `${SIGNER}/renderer/ui/a.tsx`, "import { camera } from '../scan/read-camera.ts';"],
  ['core-without-windows', `${SIGNER}/signer/a.ts`, "import { gate } from '../main/gate.ts';"],
  ['core-uses-few-of-node', `${SIGNER}/signer/a.ts`, "import { Worker } from 'node:worker_threads';"],
  ['hsm-stands-alone', `${SIGNER}/hsm/a.ts`, "import { fold } from '../signer/journal/fold.ts';"],
  ['hsm-stands-alone', `${SIGNER}/hsm/a.ts`, "import { open } from '@vieraugen/shared/protocol';"],
];

/** Importing file, what it writes: within the rules. */
const GOOD: ReadonlyArray<readonly [string, string]> = [
  ['shared/src/cbor/a.ts', "import { encode } from 'cbor2';"],
  ['shared/src/cbor/a.ts', "import { hex } from '../bytes/index.ts';"],
  ['shared/src/policy/a.ts', "import { decode } from '../chains/evm/index.ts';"],
  [
    'shared/src/ur/a.test.ts',
    "import { test } from 'vitest'; import vectors from '../../vectors/ur/ur.json' with { type: 'json' };",
  ],
  [
    `${FEATURES}/wallets/a.ts`,
    "import { list } from '../accounts/index.ts'; import { b } from './wallet.repository.ts';",
  ],
  [
    `${FEATURES}/wallets/a.ts`,
    "import { createHash } from 'node:crypto'; import { open } from '@vieraugen/shared/protocol';",
  ],
  [
    'coordinator/src/db/schema.ts',
    "import type { WalletTables } from '../features/wallets/tables.ts'; import pg from 'pg';",
  ],
  ['coordinator/src/rpc/a.ts', "import { JsonRpcProvider } from 'ethers';"],
  ['coordinator/src/http/listen.ts', "import { createServer } from 'node:https'; import express from 'express';"],
  ['coordinator/web/src/a.ts', "import type { Wallet } from '../../src/features/wallets/wallets.schemas.ts';"],
  ['coordinator/web/src/a.ts', "import { walletView } from '../../src/features/wallets/wallets.schemas.ts';"],
  [`${FEATURES}/wallets/wallets.schemas.ts`, "import { z } from 'zod'; import { wire } from '../wire.schemas.ts';"],
  ['coordinator/web/vite.config.ts', "import { join } from 'node:path';"],
  [`${SIGNER}/main/a.ts`, "import { app } from 'electron'; import { CONTRACT } from '../ipc/contract.ts';"],
  [
    `${SIGNER}/renderer/scan/a.ts`,
    "import { receive } from '@vieraugen/shared/ur'; import { Frame } from '../ui/frame.tsx';",
  ],
  [`${SIGNER}/renderer/scan/a.ts`, "import { Frame } from '../scan-worker/messages.ts';"],
  [
    `${SIGNER}/signer/a.ts`,
    "import { open } from '@vieraugen/shared/protocol'; import { vault } from '../hsm/index.ts';",
  ],
  [`${SIGNER}/hsm/a.ts`, "import { Module } from 'graphene-pk11';"],
  [
    'e2e/flows/a.spec.ts',
    "import { openTestDatabase } from '@vieraugen/coordinator/testing'; import { spawn } from 'node:child_process';",
  ],
  ['scripts/lib/a.mjs', "import { join } from 'node:path'; import { say } from './say.mjs';"],
];

describe('import rules', () => {
  test.each(OFFENDERS)('%s: %s must not write %s', (rule, from, source) => {
    const offended = readImports(from, source).flatMap((entry) => findOffendedRules(entry).map(({ name }) => name));
    expect(offended).toContain(rule);
  });

  test.each(GOOD)('%s may write %s', (from, source) => {
    expect(checkImports(readImports(from, source))).toEqual([]);
  });

  test('every rule has an offender', () => {
    expect([...new Set(OFFENDERS.map(([rule]) => rule))].sort()).toEqual(IMPORT_RULES.map(({ name }) => name).sort());
  });

  test('a circle is found, unless only types close it', () => {
    const file = (from: string, source: string) => readImports(from, source);
    const there = file('e2e/a.ts', "import { b } from './b.ts';");
    expect(checkImports([...there, ...file('e2e/b.ts', "export { a } from './a.ts';")])).toHaveLength(1);
    expect(checkImports([...there, ...file('e2e/b.ts', "import type { A } from './a.ts';")])).toEqual([]);
  });

  test('a file that cannot be parsed is not taken for one without imports', () => {
    expect(() => readImports('e2e/a.ts', 'import {')).toThrow('e2e/a.ts cannot be parsed');
  });
});

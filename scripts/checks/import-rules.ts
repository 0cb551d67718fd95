/** Who may import whom. ARCHITECTURE.md says it in words; every rule has an offender in import-rules.test.ts. */
export type ImportRule = {
  readonly name: string;
  /** What the offender is to do. */
  readonly why: string;
  /** The files that the rule is for. */
  readonly from: RegExp;
  /** Files that it is not for. */
  readonly fromExcept?: RegExp;
  /** What they must not import, or with `only` the one thing that they may. */
  readonly to: RegExp;
  readonly toExcept?: RegExp;
  /** True when importing types is fine: they are gone when the program runs. */
  readonly typesAllowed?: boolean;
  /** Files whose first group in this pattern is the same belong together, and the rule does not stand between them. */
  readonly apart?: RegExp;
  /** True when the rule is about what is written, not about the file that it leads to. */
  readonly asWritten?: boolean;
};

const TESTS = /\.(test|spec)\.(ts|tsx|mjs)$|\/testing\//;

/** Modules that open connections, start programs, or let a debugger in. */
const OUTSIDE_WORLD =
  /^(node:(net|http|https|http2|tls|dgram|dns|dns\/promises|child_process|cluster|inspector|inspector\/promises)$|(undici|ws|axios|ethers|viem|express|pg)(\/|$)|@aws-sdk\/)/;

/** The folders of shared/src and what each stands on, lowest first. */
const SHARED_ORDER: Readonly<Record<string, readonly string[]>> = {
  bytes: [],
  cbor: ['bytes'],
  cose: ['bytes', 'cbor'],
  journal: ['bytes', 'cbor'],
  ur: ['bytes', 'cbor'],
  qr: ['ur'],
  chains: ['bytes'],
  eip4527: ['bytes', 'cbor', 'chains'],
  protocol: ['bytes', 'cbor', 'cose', 'journal'],
  policy: ['bytes', 'cbor', 'chains', 'protocol'],
  approvals: ['bytes', 'cbor', 'cose', 'protocol', 'policy'],
};

const sharedRules: ImportRule[] = [
  {
    name: 'shared-is-pure',
    why: 'shared/ is audited alone: it imports itself, the noble libraries, cbor2, fflate, qr and jsqr, and no Node module',
    from: /^shared\/src\//,
    fromExcept: TESTS,
    to: /./,
    toExcept: /^(shared\/src\/|@noble\/(curves|hashes)(\/|$)|(cbor2|fflate|qr|jsqr)(\/|$))/,
  },
  {
    name: 'shared-imports-no-side',
    why: 'shared/ must not know who uses it, in its tests neither',
    from: /^shared\//,
    to: /^(coordinator|signer-desktop|e2e|scripts)\//,
  },
  {
    name: 'shared-knows-its-folders',
    why: 'give the new folder its place in SHARED_ORDER (scripts/checks/import-rules.ts)',
    from: new RegExp(`^shared/src/(?!(${Object.keys(SHARED_ORDER).join('|')}|testing)/)`),
    to: /./,
  },
  ...Object.entries(SHARED_ORDER).map(([folder, below]) => ({
    name: `shared-order-${folder}`,
    why: `shared/src/${folder} stands on ${below.join(', ') || 'nothing'}`,
    from: new RegExp(`^shared/src/${folder}/`),
    fromExcept: TESTS,
    to: /^shared\/src\//,
    toExcept: new RegExp(`^shared/src/(${[folder, ...below].join('|')})/`),
  })),
];

const sideRules: ImportRule[] = [
  {
    name: 'coordinator-without-signer',
    why: 'the two sides meet in bytes and in shared/, nowhere else',
    from: /^coordinator\//,
    to: /^(signer-desktop|e2e|scripts)\//,
  },
  {
    name: 'signer-without-coordinator',
    why: 'the two sides meet in bytes and in shared/, nowhere else',
    from: /^signer-desktop\//,
    to: /^(coordinator|e2e|scripts)\//,
  },
  {
    name: 'workspaces-by-name',
    why: "import another workspace by its name (@vieraugen/...), so that its package's exports decide what is public",
    from: /^(shared|coordinator|signer-desktop|e2e)\//,
    to: /^(\.\.\/)+(shared|coordinator|signer-desktop|e2e)\//,
    asWritten: true,
  },
  {
    name: 'e2e-uses-programs',
    why: 'end-to-end tests start the programs; of their code they use only what is made for tests',
    from: /^e2e\//,
    to: /^(coordinator|signer-desktop)\//,
    toExcept: /\/testing\//,
  },
  {
    name: 'set-up-needs-nothing',
    why: "set-up runs before anything is installed: Node's own modules only",
    from: /^scripts\/(lib\/[^/]+|[^/]+)\.mjs$/,
    fromExcept: TESTS,
    to: /./,
    toExcept: /^(node:|scripts\/lib\/)/,
    typesAllowed: true,
  },
];

const FEATURE = /^coordinator\/src\/features\/([^/]+)\//;

/** What a feature says to the outside about itself. */
const CONTRACT = /^coordinator\/src\/features\/(.*\.schemas|[^/]+\/(roles|scopes|withdrawal-states))\.ts$/;

const coordinatorRules: ImportRule[] = [
  {
    name: 'features-by-their-index',
    why: 'a feature reaches another one through its index.ts, never through its repository',
    from: FEATURE,
    fromExcept: TESTS,
    to: FEATURE,
    toExcept: /^coordinator\/src\/features\/[^/]+\/index\.ts$/,
    apart: FEATURE,
  },
  {
    name: 'foundation-by-features-index',
    why: 'outside the features, only types come from a file that is not its index.ts',
    from: /^coordinator\/src\/(?!features\/[^/]+\/)/,
    fromExcept: TESTS,
    to: FEATURE,
    toExcept: /^coordinator\/src\/features\/[^/]+\/index\.ts$/,
    typesAllowed: true,
  },
  {
    name: 'features-without-node',
    why: 'a feature is rules and SQL; files, processes and sockets belong to http/, db/, jobs/, rpc/, kms/',
    from: FEATURE,
    fromExcept: TESTS,
    to: /^node:/,
    toExcept: /^node:(crypto|timers\/promises)$/,
  },
  {
    name: 'only-rpc-and-kms-dial-out',
    why: 'connections to the outside are opened in rpc/ and kms/; http/ serves, db/ has PostgreSQL',
    from: /^coordinator\/src\//,
    fromExcept: new RegExp(`${TESTS.source}|^coordinator/src/(rpc|kms)/`),
    to: new RegExp(`${OUTSIDE_WORLD.source}|^pg-boss$`),
    toExcept: /^(express|pg|pg-boss|node:child_process|node:http|node:https|node:net)$/,
    typesAllowed: true,
  },
  {
    name: 'servers-in-http',
    why: 'sockets are opened by http/, by db/ for its PostgreSQL, and by rpc/ and kms/',
    from: /^coordinator\/src\//,
    fromExcept: new RegExp(`${TESTS.source}|^coordinator/src/(http|db|rpc|kms)/`),
    to: /^(express|node:(http|https|net|child_process))$/,
    typesAllowed: true,
  },
  {
    name: 'database-in-db',
    why: 'connections to PostgreSQL are made in db/, queues in jobs/; features get a transaction',
    from: /^coordinator\/src\//,
    fromExcept: new RegExp(`${TESTS.source}|^coordinator/src/(db|jobs)/`),
    to: /^(pg|pg-boss)$/,
    typesAllowed: true,
  },
  {
    name: 'web-knows-the-contract',
    why: 'the web page knows the API by its schemas, names and types, never what stands behind them',
    from: /^coordinator\/web\//,
    fromExcept: TESTS,
    to: /^coordinator\/src\//,
    toExcept: CONTRACT,
    typesAllowed: true,
  },
  {
    name: 'contract-is-pure',
    why: 'schemas, roles, scopes and states are bundled into the web page: they import zod, shared/ and each other',
    from: CONTRACT,
    to: /./,
    toExcept: new RegExp(`^zod$|^shared/|${CONTRACT.source}`),
    typesAllowed: true,
  },
  {
    name: 'web-in-the-browser',
    why: 'the web page runs in a browser: no Node module, no database, no server',
    from: /^coordinator\/web\//,
    fromExcept: new RegExp(`${TESTS.source}|\\.config\\.ts$`),
    to: new RegExp(`^(node:|electron$|kysely$|pino$)|${OUTSIDE_WORLD.source}`),
  },
  {
    name: 'server-without-web',
    why: 'the server serves the built page and imports nothing of it',
    from: /^coordinator\/src\//,
    to: /^coordinator\/web\//,
  },
];

const SIGNER = 'signer-desktop/src';

const signerRules: ImportRule[] = [
  {
    name: 'signer-offline',
    why: 'the signer has no network, starts no program and lets no debugger in',
    from: /^signer-desktop\/src\//,
    fromExcept: TESTS,
    to: OUTSIDE_WORLD,
  },
  {
    name: 'electron-in-its-place',
    why: 'Electron is used by main/ and the two preloads; the rest of the signer does not know it',
    from: /^signer-desktop\/src\//,
    fromExcept: /^signer-desktop\/src\/(main|preload|signer\/entry\.ts)/,
    to: /^electron(\/|$)/,
  },
  {
    name: 'hsm-has-the-only-pkcs11',
    why: 'PKCS#11 is spoken in hsm/ alone',
    from: /^signer-desktop\/src\//,
    fromExcept: /^signer-desktop\/src\/hsm\//,
    to: /^(graphene-pk11|pkcs11js)(\/|$)/,
  },
  {
    name: 'main-is-a-broker',
    why: 'main/ moves messages: it decodes nothing and touches no key, so it imports ipc/ and of the rest only types',
    from: /^signer-desktop\/src\/main\//,
    fromExcept: TESTS,
    to: new RegExp(`^(shared/|${SIGNER}/(signer|hsm|renderer|preload)/)`),
    typesAllowed: true,
  },
  {
    name: 'preload-is-thin',
    why: "a preload is one function a channel: electron's bridge and ipc/, nothing else",
    from: /^signer-desktop\/src\/preload\//,
    fromExcept: TESTS,
    to: /./,
    toExcept: new RegExp(`^(electron(/renderer)?$|${SIGNER}/(ipc|preload)/)`),
  },
  {
    name: 'ipc-is-a-contract',
    why: 'ipc/ is what the processes agree on: schemas and types, no process of its own',
    from: /^signer-desktop\/src\/ipc\//,
    fromExcept: TESTS,
    to: new RegExp(`^(node:|electron|${SIGNER}/(main|preload|renderer|signer|hsm)/)`),
  },
  {
    name: 'renderer-is-hostile',
    why: 'a page is treated as hostile: it imports no Node module and nothing of main/, preload/, signer/ and hsm/',
    from: /^signer-desktop\/src\/renderer\//,
    fromExcept: TESTS,
    to: new RegExp(`^(node:|zod|${SIGNER}/(main|preload|signer|hsm)/)`),
  },
  {
    name: 'renderer-knows-ipc-types',
    why: 'a page knows its bridge by its types; what it sends is checked on the other side',
    from: /^signer-desktop\/src\/renderer\//,
    fromExcept: TESTS,
    to: /^signer-desktop\/src\/ipc\//,
    typesAllowed: true,
  },
  {
    name: 'scan-reads-frames-only',
    why: 'scanning needs shared/qr, shared/ur and shared/bytes; what the bytes mean is for the signer process',
    from: /^signer-desktop\/src\/renderer\/(scan|scan-worker)\//,
    fromExcept: TESTS,
    to: /^shared\//,
    toExcept: /^shared\/src\/(ur|qr|bytes)\//,
  },
  {
    name: 'review-draws-only',
    why: 'review and the common parts draw what they are given; they decode nothing',
    from: /^signer-desktop\/src\/renderer\/(review|ui)\//,
    fromExcept: TESTS,
    to: /^shared\//,
    toExcept: /^shared\/src\/(ur|qr|bytes)\//,
    typesAllowed: true,
  },
  {
    name: 'pages-apart',
    why: 'scan and review are two pages that share ui/ and nothing else',
    from: /^signer-desktop\/src\/renderer\/(scan|review)(-worker)?\//,
    to: /^signer-desktop\/src\/renderer\/(scan|review)(-worker)?\//,
    apart: /^signer-desktop\/src\/renderer\/(scan|review)(?:-worker)?\//,
  },
  {
    name: 'ui-knows-no-page',
    why: 'the common parts do not know the pages that use them',
    from: /^signer-desktop\/src\/renderer\/ui\//,
    to: /^signer-desktop\/src\/renderer\/(scan|review)/,
  },
  {
    name: 'core-without-windows',
    why: 'the signer process knows no window, no page and no preload',
    from: /^signer-desktop\/src\/(signer|hsm)\//,
    to: /^signer-desktop\/src\/(main|preload|renderer)\//,
  },
  {
    name: 'core-uses-few-of-node',
    why: 'the signer process has files, digests and paths, nothing else of Node',
    from: /^signer-desktop\/src\/(signer|hsm)\//,
    fromExcept: TESTS,
    to: /^node:/,
    toExcept: /^node:(fs|fs\/promises|crypto|path|module|util)$/,
  },
  {
    name: 'hsm-stands-alone',
    why: "hsm/ knows bytes, tokens and the journal's head; ceremonies and messages are for signer/",
    from: /^signer-desktop\/src\/hsm\//,
    fromExcept: TESTS,
    to: new RegExp(`^(shared/|${SIGNER}/(signer|ipc)/)`),
    toExcept: /^shared\/src\/(bytes|cbor|journal)\//,
  },
];

export const IMPORT_RULES: readonly ImportRule[] = [...sharedRules, ...sideRules, ...coordinatorRules, ...signerRules];

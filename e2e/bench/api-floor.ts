import { spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import pg from 'pg';

/** A statement with `:name` for each variable; `gives` names the columns of its row that later ones use as variables. */
type Statement = { readonly sql: string; readonly gives?: readonly string[] };
type Script = { readonly statements: readonly Statement[]; readonly constants: Readonly<Record<string, string>> };

/** The writes of an accepted request without our code: transactions a second. */
export type Floor = { readonly name: string; run(seconds: number): Promise<number> };

const CONNECTIONS = 8;
const MAX_NUMBER = 2 ** 47;

/** pgbench if it is installed, else the same statements from a loop over `pg`; both prepared, one transaction at a time. */
export async function openFloor(url: string): Promise<Floor> {
  const script = await readScript(url);
  const isThere = spawnSync('pgbench', ['--version']).status === 0;
  return isThere
    ? { name: 'pgbench', run: (seconds) => runPgbench(url, script, seconds) }
    : { name: 'a loop over pg', run: (seconds) => runLoop(url, script, seconds) };
}

/**
 * What the newest accepted request of this database wrote, as a person would write it: a statement a row, and the audit
 * log's head locked while its next entry is made. `:number` is new each time and gives new ids.
 */
async function readScript(url: string): Promise<Script> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const constants: Record<string, string> = {};
    const insert = async (table: string, order: string, computed: Readonly<Record<string, string | undefined>>) => {
      const row = await newestRow(client, table, order);
      const columns = Object.keys(row).filter((column) => !(column in computed) || computed[column] !== undefined);
      for (const [column, value] of Object.entries(row)) constants[`${table}_${column}`] = value;
      const values = columns.map((column) => computed[column] ?? `:${table}_${column}`);
      return { sql: `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values.join(', ')})` };
    };
    const id = `CAST(md5(CAST(:number AS text)) AS uuid)`;
    const next = 'CAST(:sequence AS bigint) + 1';
    const bytes = `substr(CAST(:audit_entries_bytes AS bytea), 33) || CAST(:hash AS bytea)`;
    const statements = [
      { sql: 'BEGIN' },
      await insert('withdrawals', 'created_at', { id, intent_digest: 'sha256(CAST(CAST(:number AS text) AS bytea))' }),
      await insert('withdrawal_events', 'number', { number: undefined, withdrawal_id: id }),
      await insert('outbox_events', 'number', { number: undefined, id }),
      await insert('idempotency_keys', 'created_at', { key: 'CAST(:number AS text)', created_at: undefined }),
      { sql: 'SELECT sequence, hash FROM audit_head WHERE id = 1 FOR UPDATE', gives: ['sequence', 'hash'] },
      await insert('audit_entries', 'sequence', { sequence: next, bytes, hash: `sha256(${bytes})` }),
      { sql: `UPDATE audit_head SET sequence = ${next}, hash = sha256(${bytes}) WHERE id = 1` },
      { sql: 'COMMIT' },
    ];
    return { statements, constants };
  } finally {
    await client.end();
  }
}

/** Its columns that are not null, as text. */
async function newestRow(client: pg.Client, table: string, order: string): Promise<Record<string, string>> {
  const { rows } = await client.query<{ key: string; value: string }>(
    `SELECT field.key, field.value FROM (SELECT * FROM ${table} ORDER BY ${order} DESC LIMIT 1) AS newest,
       jsonb_each_text(to_jsonb(newest)) AS field WHERE field.value IS NOT NULL`,
  );
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
}

async function runPgbench(url: string, { statements, constants }: Script, seconds: number): Promise<number> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const lines = statements.map(({ sql, gives }) => `${sql.replaceAll(/\s+/g, ' ')}${gives ? ' \\gset' : ';'}`);
  const script = [`\\set number random(1, ${MAX_NUMBER})`, ...lines, ''].join('\n');
  const values = Object.entries(constants).flatMap(([name, value]) => ['-D', `${name}=${value}`]);
  const where = ['-h', hostname, '-p', port, '-U', username, pathname.slice(1)];
  const how = ['-n', '-M', 'prepared', '-c', String(CONNECTIONS), '-T', String(seconds), '-f', '-'];
  const child = spawn('pgbench', [...how, ...values, ...where], { env: { ...process.env, PGPASSWORD: password } });
  child.stdin.end(script);
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  await new Promise((resolve) => child.on('close', resolve));
  const tps = /^tps = ([0-9.]+)/m.exec(printed)?.[1];
  if (tps === undefined || /aborted|ERROR/.test(printed)) throw new Error(`pgbench failed:\n${printed}`);
  return Number(tps);
}

async function runLoop(url: string, script: Script, seconds: number): Promise<number> {
  const clients = Array.from({ length: CONNECTIONS }, () => new pg.Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  const queries = script.statements.map(asPrepared);
  const start = performance.now();
  const end = start + seconds * 1000;
  const counts = await Promise.all(
    clients.map(async (client) => {
      let count = 0;
      for (; performance.now() < end; count++) await runOnce(client, queries, script.constants);
      return count;
    }),
  );
  const elapsed = (performance.now() - start) / 1000;
  await Promise.all(clients.map((client) => client.end()));
  return counts.reduce((sum, count) => sum + count, 0) / elapsed;
}

type Prepared = { readonly name: string; readonly text: string; readonly names: readonly string[] };

function asPrepared({ sql }: Statement, index: number): Prepared {
  const names: string[] = [];
  const text = sql.replaceAll(/:([a-z_]+)/g, (_match, name: string) => {
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  return { name: `floor-${index}`, text, names };
}

async function runOnce(client: pg.Client, queries: readonly Prepared[], constants: Script['constants']): Promise<void> {
  let variables: Record<string, unknown> = { ...constants, number: String(randomInt(1, MAX_NUMBER)) };
  for (const { name, text, names } of queries) {
    const { rows } = await client.query({ name, text, values: names.map((variable) => variables[variable]) });
    variables = { ...variables, ...rows[0] };
  }
}

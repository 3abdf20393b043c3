// Where the files of the embedded PostgreSQL are: its data, by whom it may be run, and the first use of a folder.
import { execFile, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { childOptions, type Account } from './postgres-binaries.js';

type Log = (message: string) => void;

/** Where the files are, and who may run them: PostgreSQL refuses to run as root. */
export function choosePlace(home: string, log: Log): { base: string; account?: Account } {
  const location = join(home, 'postgres.location');
  const recorded = fs.existsSync(location) ? fs.readFileSync(location, 'utf8').trim() : undefined;
  const place = recorded ? fs.lstatSync(recorded, { throwIfNoEntry: false }) : undefined;
  if (recorded && !place) {
    throw new Error(
      `The database files were in ${recorded}, which is gone; remove ${location} to begin with none`,
    );
  }
  if (recorded) log(`The database files are in ${recorded}`);
  const base = recorded ?? home;
  const found = fs.statSync(join(base, 'postgres'), { throwIfNoEntry: false });
  const me = process.getuid?.();
  if (me !== 0) {
    if (!found || found.uid === me) return { base };
    throw new Error(
      `${base}/postgres belongs to user ${found.uid}: start as root, or choose another data folder`,
    );
  }
  const id = (flag: string, name: string) => Number(String(spawnSync('id', [flag, name]).stdout));
  const accounts = ['postgres', '_postgres', 'nobody'].map((name) => ({
    uid: id('-u', name),
    gid: id('-g', name),
  }));
  const known = accounts.filter(({ uid }) => uid > 0);
  // Files that an ordinary user made stay that user's. Below /var/tmp only ours count: anyone could put theirs there.
  const owner = place ? known.find(({ uid }) => uid === place.uid) : found?.uid ? found : known[0];
  if (!owner && place) throw new Error(`${recorded}, named in ${location}, belongs to user ${place.uid}`);
  if (!owner)
    throw new Error('PostgreSQL refuses to run as root, and there is no user "postgres" or "nobody"');
  const account = { uid: owner.uid, gid: owner.gid };
  const reachable = () =>
    spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', home], childOptions(account)).status === 0;
  if (place || found || reachable()) return { base, account };

  const fresh = fs.realpathSync(fs.mkdtempSync('/var/tmp/embedded-postgres-data-'));
  fs.lchownSync(fresh, account.uid, account.gid);
  fs.writeFileSync(location, `${fresh}\n`, { flag: 'wx', mode: 0o600 });
  log(
    `User ${account.uid}, who runs PostgreSQL for root, cannot reach ${home}: the database files are in ${fresh}.`,
  );
  log(
    'Some systems clean /var/tmp after 30 days: for data to keep, choose a data folder that this user can reach.',
  );
  return { base: fresh, account };
}

export const holdsDatabase = (base: string) => fs.existsSync(join(base, 'postgres', 'PG_VERSION'));

/** Under a temporary name until it is complete, so that an interrupted initdb is never taken for a database. */
export async function initialise(
  bin: string,
  base: string,
  account: Account,
  password: string,
  log: Log,
): Promise<void> {
  const prefix = 'postgres.new-';
  const staging = fs.mkdtempSync(join(base, prefix));
  const fresh = join(staging, 'data');
  const secret = join(staging, 'password');
  const args = [
    '-D',
    fresh,
    '-U',
    'postgres',
    `--pwfile=${secret}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
  ];
  args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  try {
    fs.writeFileSync(secret, `${password}\n`, { flag: 'wx', mode: 0o600 });
    if (account) for (const path of [secret, staging]) fs.lchownSync(path, account.uid, account.gid);
    // pg_trgm and ltree ask the C library what a letter is: under plain C "ễ" is none, and "Xã.Phường" no ltree.
    for (const ctype of ['C.UTF-8', 'en_US.UTF-8', 'C']) {
      try {
        await promisify(execFile)(
          join(bin, 'initdb'),
          [...args, `--lc-ctype=${ctype}`],
          childOptions(account),
        );
        if (ctype === 'C')
          log('No UTF-8 locale on this machine: pg_trgm and ltree will know ASCII letters only');
        break;
      } catch (cause) {
        const { stderr, message } = cause as Error & { stderr?: string };
        if (ctype !== 'C' && stderr?.includes('invalid locale name')) continue;
        throw new Error(`initdb failed in ${base}: ${stderr || message}`, { cause });
      }
    }
    fs.rmSync(secret);
    fs.renameSync(fresh, join(base, 'postgres'));
  } catch (error) {
    if (!holdsDatabase(base)) throw error; // otherwise another start was faster, and PostgreSQL's own lock decides
  } finally {
    const leftovers = fs.readdirSync(base).filter((name) => name.startsWith(prefix));
    for (const name of leftovers) fs.rmSync(join(base, name), { recursive: true, force: true });
  }
}

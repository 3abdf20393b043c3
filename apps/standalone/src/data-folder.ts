import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DatabaseUrls } from './database-roles.js';
import { newIdentityKeys, type IdentityKeys } from './identity-keys.js';

export interface Secrets {
  /** Secret of the keyed hash of household keys; lost with the folder, never rotated. */
  householdKey: string;
  /** Secret of the keyed hashes of people's identity numbers and of what the audit keeps of people. */
  personKey: string;
  /** Secret under which the web keeps who is signed in. */
  session: string;
  /** Of the superuser; those of the other roles come from it. */
  postgresPassword: string;
}

/** What `npm start` keeps between two starts. */
export class DataFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
    mkdirSync(this.path, { recursive: true });
    // A gate left open by an earlier run would say ready too soon.
    rmSync(this.readyGate, { force: true });
  }

  /** Exists while this start is complete: the gateway is not ready before. */
  get readyGate(): string {
    return join(this.path, 'ready');
  }

  secrets(): Secrets {
    const make = (): Secrets => ({
      householdKey: randomBytes(32).toString('hex'),
      personKey: randomBytes(32).toString('hex'),
      session: randomBytes(32).toString('hex'),
      postgresPassword: randomBytes(16).toString('hex'),
    });
    const held = this.kept<Partial<Secrets>>('secrets.json', make);
    // A folder of an earlier version lacks the newer ones.
    const all = { ...make(), ...held };
    if (Object.keys(all).length > Object.keys(held).length) this.write('secrets.json', all);
    return all;
  }

  /** Of the embedded identity provider; kept, so that a token outlives a restart. */
  identityKeys(): { file: string; keys: IdentityKeys } {
    const name = 'identity-keys.json';
    return { keys: this.kept(name, newIdentityKeys), file: join(this.path, name) };
  }

  /** Whether this folder is to show the sample; decided at the first start, so that real data never mixes with it. */
  sample(empty: boolean): 'wanted' | 'loaded' | 'none' {
    return this.kept<{ sample: 'wanted' | 'loaded' | 'none' }>('sample.json', () => ({
      sample: empty ? 'none' : 'wanted',
    })).sample;
  }

  /** An interrupted load begins again; a finished one never, since what people then changed is theirs. */
  sampleIsLoaded(): void {
    this.write('sample.json', { sample: 'loaded' });
  }

  /** Where the scripts of the operator find the running instance. */
  writeInstance(url: string, databases: Record<string, DatabaseUrls>): void {
    const of = (which: keyof DatabaseUrls) =>
      Object.fromEntries(Object.entries(databases).map(([name, urls]) => [name, urls[which]]));
    this.write('instance.json', { url, databases: of('url'), owners: of('ownerUrl') });
  }

  private kept<Value>(name: string, make: () => Value): Value {
    const path = join(this.path, name);
    if (!existsSync(path)) this.write(name, make());
    return JSON.parse(readFileSync(path, 'utf8')) as Value;
  }

  /** Whole or not at all, whatever interrupts it. */
  private write(name: string, value: unknown): void {
    const path = join(this.path, name);
    writeFileSync(`${path}.new`, JSON.stringify(value, null, 2), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
}

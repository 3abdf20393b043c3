// Planted bugs. Each is an edit of the source in a copy that is built apart and thrown away: no switch in the product can
// bring one back. An edit whose text is no longer there stops the run, and a unit test says so sooner.
import { execFile } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from './temporary.js';

type Failure = Error & { stdout: string; stderr: string };

interface Edit {
  file: string;
  text: string;
  by: string;
}

export interface Mutant {
  name: string;
  edits: Edit[];
  /** Experiment that must turn red, and what it must say: red for another reason proves nothing. */
  experiment: string;
  says: RegExp;
}

const relay = 'libs/messaging/src/relay.ts';
const applier = 'libs/messaging/src/applier.ts';
const outbox = 'libs/messaging/src/outbox.ts';

const sending = '      await this.transport.send(batch.map(messageOf));\n';
/** What follows tells it from what is said once more. */
const ofBatch = (sent: string) => `${sent}      // A crash here`;

export const mutants: Mutant[] = [
  {
    name: 'mark before send',
    edits: [
      { file: relay, text: ofBatch(sending), by: ofBatch('') },
      {
        file: relay,
        text: '      await this.remove(client, batch);\n',
        by: `      await this.remove(client, batch);\n${sending}`,
      },
    ],
    experiment: 'F5',
    says: /O1 in no topic|O3|O1 \w+ in table\/topic/,
  },
  {
    name: 'acknowledgement not awaited',
    edits: [
      {
        file: relay,
        text: ofBatch(sending),
        by: ofBatch('      void this.transport.send(batch.map(messageOf)).catch(() => undefined);\n'),
      },
    ],
    experiment: 'F5',
    says: /O1 in no topic|O3|O1 \w+ in table\/topic/,
  },
  {
    name: 'inbox outside the transaction',
    edits: [
      {
        file: 'apps/exemplars/src/heard.ts',
        text: 'const rows = await tx.query<{ id: string; changed: boolean }[]>(',
        by: 'const rows = await this.outbox.database.query<{ id: string; changed: boolean }[]>(',
      },
    ],
    experiment: 'F9',
    says: /did not follow its revoked award/,
  },
  {
    name: 'offset committed before the transaction',
    edits: [
      {
        file: applier,
        text: '    await this.database.transaction(async (tx) => {\n      for',
        by: '    await this.keepPositions(this.database, batches);\n    await this.database.transaction(async (tx) => {\n      for',
      },
    ],
    experiment: 'F9',
    // What is lost may be of the map of units: then the gateway is never ready again, and says itself what it lacks.
    says: /O1|O7|the map of units has not been received yet/,
  },
  {
    name: 'version check off',
    edits: [
      { file: 'libs/messaging/src/upsert.ts', text: ' where excluded.version >= held.version', by: '' },
    ],
    experiment: 'F12',
    says: /what was sent again changed|older versions were sent/,
  },
  {
    name: 'what was given up cannot come late',
    edits: [{ file: relay, text: 'this.inDoubt = this.transport.keepsLog && (waits || kept);', by: '' }],
    experiment: 'F26',
    says: /O3 .*the last record is/,
  },
  {
    name: 'relay without lock',
    edits: [{ file: relay, text: 'if (!rows[0]?.held) {', by: 'if (rows.length === 0) {' }],
    experiment: 'F0',
    says: /O5 \d+ events were sent again/,
  },
  {
    name: 'idempotency record outside the transaction',
    edits: [
      {
        file: outbox,
        text: '    `${audited} insert into idempotency (actor, key, body_hash, answer) values ($7, $15, $16, $17)`,\n',
        by: '    `${audited} select $15::text, $16::text, $17::text`,\n',
      },
      {
        file: outbox,
        text: "        this.signals.emit('committed');\n        return { value };\n",
        by: `        await this.database.query(
          'insert into idempotency (actor, key, body_hash, answer) values ($1, $2, $3, $4)',
          [context.actor, context.idempotencyKey, context.bodyHash, JSON.stringify(value)],
        );
        this.signals.emit('committed');
        return { value };
`,
      },
    ],
    experiment: 'F3',
    says: /O5 done 2 times/,
  },
  {
    name: 'cell not rolled back',
    edits: [
      {
        file: outbox,
        text: 'if (isRefusal(outcome)) throw new RolledBack(outcome);',
        by: "if (isRefusal(outcome)) {\n      await tx.query('commit; begin');\n      throw new RolledBack(outcome);\n    }",
      },
    ],
    experiment: 'F0',
    says: /O1 cell in table/,
  },
  {
    name: 'dead letter that loses its payload',
    edits: [
      {
        file: 'libs/messaging/src/dead-letters.ts',
        text: 'message.value === null ? null : Buffer.from(message.value),',
        by: 'null,',
      },
    ],
    experiment: 'F18',
    says: /is not what was sent/,
  },
  {
    name: 'poison that stops its partition',
    edits: [
      {
        file: applier,
        text: "        if (isTransient(error)) throw error;\n        this.log.error({ err: error, topic: batch.topic }, 'batch failed;",
        by: "        if (error) throw error;\n        this.log.error({ err: error, topic: batch.topic }, 'batch failed;",
      },
    ],
    experiment: 'F18',
    says: /were buried|do not go on/,
  },
  {
    name: 'a database that went is an unforeseen error',
    edits: [
      {
        file: 'libs/platform/src/boot.ts',
        text: 'if (isTransient(error)) {',
        by: 'if (isTransient(null)) {',
      },
    ],
    experiment: 'F8',
    says: /was told 500/,
  },
];

/** The text with the edits; throws where one does not meet exactly one place. */
export function edited(mutant: Mutant, read: (file: string) => string): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { file, text, by } of mutant.edits) {
    const before = texts.get(file) ?? read(file);
    const places = before.split(text).length - 1;
    if (places !== 1)
      throw new Error(
        `The mutant "${mutant.name}" meets ${places} places in ${file}: adapt it in tests/faults/mutants.ts`,
      );
    texts.set(
      file,
      before.replace(text, () => by),
    );
  }
  return texts;
}

/** Builds the four programs with the bug; answers where, and how to remove it. */
export async function buildMutant(mutant: Mutant): Promise<{ dist: string; remove: () => void }> {
  const { path: folder, remove } = temporaryFolder('mutant');
  try {
    for (const entry of ['apps', 'libs', 'package.json', 'nest-cli.json', 'tsconfig.json'])
      cpSync(entry, join(folder, entry), { recursive: true });
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    for (const [file, text] of edited(mutant, (name) => readFileSync(name, 'utf8')))
      writeFileSync(join(folder, file), text);
    const build = [resolve('node_modules/@nestjs/cli/bin/nest.js'), 'build', '--all'];
    await promisify(execFile)(process.execPath, build, { cwd: folder }).catch((error: Failure) => {
      throw new Error(`The mutant "${mutant.name}" does not build:\n${error.stdout}${error.stderr}`);
    });
    return { dist: join(folder, 'dist'), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

// Packets lost for good: the kernel drops them, in the network that the suite has for itself (scripts/faults.mjs).
import { spawnSync } from 'node:child_process';
import { CannotRun } from './experiment.js';

const TABLE = 'inet faults';

function nft(...commands: string[]): void {
  const { status, stderr, error } = spawnSync('nft', ['-f', '-'], { input: commands.join('\n') });
  if (status !== 0)
    throw new CannotRun(`packets cannot be dropped here: ${error?.message ?? String(stderr)}`);
}

/** Nothing comes to these ports or from them, and nobody is told, until allArrive(). */
export function dropPackets(ports: number[]): void {
  // Elsewhere a rule that stays behind would concern others.
  if (!process.env.FAULTS_OWN_NETWORK) throw new CannotRun('no network of its own: unshare --net needs root');
  const those = `{ ${ports.join(', ')} }`;
  nft(
    `add table ${TABLE}`,
    `add chain ${TABLE} arriving { type filter hook input priority 0; }`,
    `add rule ${TABLE} arriving tcp dport ${those} drop`,
    `add rule ${TABLE} arriving tcp sport ${those} drop`,
  );
}

export const allArrive = (): void => nft(`add table ${TABLE}`, `delete table ${TABLE}`);

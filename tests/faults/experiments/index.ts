import type { Experiment } from '../experiment.js';
import { broker } from './broker.js';
import { consumers } from './consumers.js';
import { database } from './database.js';
import { disks } from './disks.js';
import { kills } from './kills.js';
import { messages } from './messages.js';
import { network } from './network.js';
import { readModel } from './read-model.js';
import { restore } from './restore.js';

/** Every experiment, in the order in which they run: those with a ground of their own last. */
export const experiments: Experiment[] = [
  ...kills,
  ...broker,
  ...database,
  ...messages,
  ...consumers,
  ...network,
  ...readModel,
  ...restore,
  ...disks,
];

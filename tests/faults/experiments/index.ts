import type { Experiment } from '../experiment.js';
import { broker } from './broker.js';
import { database } from './database.js';
import { kills } from './kills.js';
import { messages } from './messages.js';

/** Every experiment, in the order in which they run. */
export const experiments: Experiment[] = [...kills, ...broker, ...database, ...messages];

import type { Experiment } from '../experiment.js';
import { kills } from './kills.js';

/** Every experiment, in the order in which they run. */
export const experiments: Experiment[] = [...kills];

import { jest } from '@jest/globals';

// What hangs fails. The first house of a run, for which others wait, takes its time on a busy machine.
jest.setTimeout(120_000);

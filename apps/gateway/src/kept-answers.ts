import type { Language } from '@app/contracts';
import type { UnitTree } from '@app/figures';
import { today } from '@app/platform';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Changed } from './memory.js';
import { hashOf, persistedHashOf } from './persisted.js';

const MOST_BYTES = 32_000_000;
/** Characters of what a question asks besides its document: its variables, or a path with them. */
const LONGEST_QUESTION = 20_000;
const MOST_DROPS = 10_000;
/** Questions that came, about: a power of two. */
const MOST_SEEN = 1 << 16;
/** Below it fits into one packet as it is. */
const WORTH_COMPRESSING = 1_400;
const compress = promisify(gzip);

/** Figures of units of a region in a period; null: of the country. */
export const ratesOf = (period: string, region: string | null) => `rates ${period} ${region ?? 'country'}`;

/** What an answer shows, by which it is dropped when that changes. */
export const shown = {
  /** Figures of units of a region; see UnitTree. */
  rates: (period: string, region: string | null) => [`rates ${period}`, ratesOf(period, region)],
  honours: ['honours'],
};

/** Of what those figures are that changed, by which whatever shows them is dropped. */
export function changedRates({ cells }: Changed, units: UnitTree): Set<string> {
  const shows = new Set<string>();
  for (const { unitId, period } of cells) {
    const node = units.byId.get(unitId);
    const region = node && units.regionOf(node);
    // What the country says, its targets too, may stand in the answers of all below.
    if (region) shows.add(ratesOf(period, region)).add(ratesOf(period, null));
    else shows.add(`rates ${period}`);
  }
  return shows;
}

/** A finished answer. */
export interface Kept {
  body: Buffer;
  type: string;
  shows: string[];
  compressed?: Promise<Buffer>;
}

/** An answer that is being made. */
export class Answer {
  /** Root fields of the question; none is known before it is executed. */
  roots = Infinity;
  private declared = 0;
  readonly shows: string[] = [];

  constructor(
    readonly key: string,
    readonly documentHash: string,
    /** How much had been dropped when it was begun. */
    readonly begun: number,
  ) {}

  /** For the resolver of a root field, before it reads: all that its answer shows. Whoever does not say it is not kept. */
  declare(shows: string[]): void {
    this.declared++;
    this.shows.push(...shows);
  }

  get mayBeKept(): boolean {
    return this.declared === this.roots;
  }
}

const answers = new WeakMap<FastifyRequest, Answer>();
/** Null: the answer to this request is not kept. */
export const answerOf = (request: FastifyRequest): Answer | null => answers.get(request) ?? null;

/**
 * Finished answers to those who are not signed in, by document and variables, from the second time on that the question
 * comes, until a change of the read model touches what they show: an answer that nothing has changed need not be computed
 * each time. The memory tells of changes after it has taken them over, and an answer that was begun before a drop of what
 * it shows is not kept: none is ever older than the memory. What staff see depends on them and is not kept.
 */
@Injectable()
export class KeptAnswers {
  private readonly kept = new Map<string, Kept>();
  private readonly byShown = new Map<string, Set<string>>();
  private bytes = 0;
  /** Digests of questions that came lately, each in the place that it gives. */
  private readonly seen = new Uint32Array(MOST_SEEN);
  /** What was dropped lately; `dropped` counts all of it since the start. */
  private drops: string[] = [];
  private dropped = 0;

  find(request: FastifyRequest, language: Language): Kept | null {
    const documentHash = documentHashOf(request);
    const key = documentHash === null ? null : keyOf(request, documentHash, language);
    if (documentHash === null || key === null) return null;
    const kept = this.kept.get(key);
    if (!kept) {
      answers.set(request, new Answer(key, documentHash, this.dropped));
      return null;
    }
    // Put last, so that the first is the one asked for longest ago.
    this.kept.delete(key);
    this.kept.set(key, kept);
    return kept;
  }

  keep({ key, begun, shows, mayBeKept }: Answer, body: Buffer, type: string): void {
    const since = this.dropped - begun;
    if (!mayBeKept || !this.cameBefore(key) || since > this.drops.length) return;
    if (since > 0 && this.drops.slice(-since).some((drop) => drop === '' || shows.includes(drop))) return;
    this.forget(key);
    const kept = { body, type, shows };
    this.kept.set(key, kept);
    this.bytes += sizeOf(key, kept);
    for (const one of shows) this.byShown.set(one, (this.byShown.get(one) ?? new Set()).add(key));
    for (const oldest of this.kept.keys()) {
      if (this.bytes <= MOST_BYTES) break;
      this.forget(oldest);
    }
  }

  /** Of many that come once each would push out those that come again. Rarely one is taken for another, which does no harm. */
  private cameBefore(key: string): boolean {
    const digest = Number.parseInt(hashOf(key).slice(0, 8), 16);
    const place = digest % MOST_SEEN;
    const before = this.seen[place] === digest;
    this.seen[place] = digest;
    return before;
  }

  compressed(kept: Kept): Promise<Buffer> | null {
    if (kept.body.length < WORTH_COMPRESSING) return null;
    return (kept.compressed ??= compress(kept.body));
  }

  /** Drops what shows something that changed. Null: everything may have. */
  forgetChanged(changed: Changed | null, memory: { units: UnitTree }): void {
    if (changed === null) {
      for (const key of this.kept.keys()) this.forget(key);
      this.note('');
      return;
    }
    const shows = changedRates(changed, memory.units);
    if (changed.honours === null || changed.honours.length > 0) shows.add('honours');
    for (const one of shows) {
      for (const key of this.byShown.get(one) ?? []) this.forget(key);
      this.note(one);
    }
  }

  private note(drop: string): void {
    this.dropped++;
    this.drops.push(drop);
    if (this.drops.length > 2 * MOST_DROPS) this.drops = this.drops.slice(-MOST_DROPS);
  }

  private forget(key: string): void {
    const kept = this.kept.get(key);
    if (!kept) return;
    this.kept.delete(key);
    this.bytes -= sizeOf(key, kept);
    for (const one of kept.shows) {
      const keys = this.byShown.get(one);
      keys?.delete(key);
      if (keys?.size === 0) this.byShown.delete(one);
    }
  }
}

/** With its question, its compressed form and what the runtime needs around it. */
const sizeOf = (key: string, { body }: Kept): number => key.length * 2 + body.length * 1.25 + 2_000;

const questionParts = new Set(['query', 'variables', 'operationName']);

/** Null: the answer to the request is not kept. */
function documentHashOf(request: FastifyRequest): string | null {
  const { method, headers, body } = request;
  if (headers.authorization !== undefined) return null;
  if (method === 'GET') return persistedHashOf(request);
  if (method !== 'POST' || typeof body !== 'object' || body === null) return null;
  if (!headers['content-type']?.startsWith('application/json')) return null;
  const { query } = body as Record<string, unknown>;
  if (typeof query !== 'string' || !Object.keys(body).every((part) => questionParts.has(part))) return null;
  return hashOf(query);
}

/** What makes two requests the same question. Null: its answer is not kept. */
function keyOf(request: FastifyRequest, documentHash: string, language: Language): string | null {
  const { variables, operationName } = (request.body ?? {}) as Record<string, unknown>;
  const asked = request.method === 'GET' ? request.url : JSON.stringify([operationName, variables]);
  if (asked.length > LONGEST_QUESTION) return null;
  // Of the same day: which units there are can change at midnight.
  return `${today()} ${language} ${request.headers.accept ?? ''} ${documentHash} ${asked}`;
}

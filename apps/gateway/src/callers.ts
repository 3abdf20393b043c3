import { CodedError, type Identity, type TokenVerifier } from '@app/platform';
import type { FastifyRequest } from 'fastify';
import { hash } from 'node:crypto';
import { Youngest } from './youngest.js';

const MOST_KNOWN = 10_000;

/**
 * Who sends a request. Its token is checked once a request, whoever asks first. Of tokens that were found good it is
 * kept whose they are, so that a person can be counted before the token is checked again: a byte more or less is
 * another token, which is not known.
 */
export class Callers {
  private readonly checked = new WeakMap<FastifyRequest, Promise<Identity | null>>();
  private readonly subjects = new Youngest<string>(MOST_KNOWN);

  constructor(private readonly tokens: TokenVerifier) {}

  /** Null: nobody signed in. Throws as TokenVerifier does. */
  identify(request: FastifyRequest): Promise<Identity | null> {
    let identity = this.checked.get(request);
    if (!identity) {
      identity = this.check(request.headers.authorization);
      this.checked.set(request, identity);
    }
    return identity;
  }

  /** Whose token this is, if it was good the last time; null: it is not known, or there is none. */
  knownSubject({ headers }: FastifyRequest): string | null {
    return headers.authorization ? (this.subjects.get(digestOf(headers.authorization)) ?? null) : null;
  }

  private async check(authorization: string | undefined): Promise<Identity | null> {
    try {
      const identity = await this.tokens.identify(authorization);
      if (identity && authorization) this.subjects.put(digestOf(authorization), identity.subject);
      return identity;
    } catch (error) {
      // It has expired, or its key was withdrawn.
      if (authorization && error instanceof CodedError && error.code === 'UNAUTHENTICATED')
        this.subjects.delete(digestOf(authorization));
      throw error;
    }
  }
}

const digestOf = (authorization: string): string => hash('sha256', authorization, 'base64');

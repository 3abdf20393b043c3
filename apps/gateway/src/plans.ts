import type { FastifyRequest } from 'fastify';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { ReadyRows } from './ready-rows.js';
import { Youngest } from './youngest.js';

const MOST_COMPILED = 200;
const MOST_SEEN = 5_000;
/** Characters of a document; what is longer is interpreted each time. */
const LONGEST = 5_000;
/** Who takes these is answered with plain JSON. */
const PLAIN = new Set([undefined, '*/*', 'application/json']);

/** How a document is answered. */
export interface Plan {
  /** Null: it cannot be compiled. */
  query: CompiledQuery | null;
  rows: ReadyRows | null;
}

/** What is asked: the document by its hash, one of its operations, and for what. */
export interface Question {
  hash: string;
  operationName: string | null;
  variables: Record<string, unknown>;
}

/** One document can hold several operations: both name the plan. */
const keyOf = ({ hash, operationName }: Omit<Question, 'variables'>) => `${operationName ?? ''}/${hash}`;

/** Compiled forms of the documents that came again, with three times the requests of interpreting them; one that comes once is not worth compiling. */
export class Plans {
  private readonly plans = new Youngest<Plan>(MOST_COMPILED);
  private readonly seen = new Youngest<true>(MOST_SEEN);

  /** Of a document that was found valid. Null: it comes for the first time, or is too long to be held. */
  of(
    question: Omit<Question, 'variables'>,
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
  ): Plan | null {
    const key = keyOf(question);
    const known = this.plans.get(key);
    if (known) return known;
    if ((document.loc?.source.body.length ?? Infinity) > LONGEST) return null;
    const again = this.seen.get(key);
    this.seen.put(key, true);
    if (!again) return null;
    const query = compileQuery(schema, document, operation.name?.value, { disableLeafSerialization: false });
    const plan = isCompiledQuery(query)
      ? { query, rows: ReadyRows.of(schema, document, operation) }
      : { query: null, rows: null };
    this.plans.put(key, plan);
    return plan;
  }

  /** Of a question that came before; null: it did not, or its answer is not made of rows. */
  rowsOf(question: Question): ReadyRows | null {
    return this.plans.get(keyOf(question))?.rows ?? null;
  }
}

/** Of a request whose answer can be kept. Null: it is not as plain as most are. */
export function questionOf(request: FastifyRequest, documentHash: string): Question | null {
  if (!PLAIN.has(request.headers.accept)) return null;
  const persisted = request.method === 'GET';
  const { operationName, variables } = (persisted ? request.query : request.body) as Record<string, unknown>;
  const given = persisted ? parsed(variables) : (variables ?? {});
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return null;
  if (typeof (operationName ?? '') !== 'string') return null;
  return {
    hash: documentHash,
    operationName: (operationName ?? null) as string | null,
    variables: given as Record<string, unknown>,
  };
}

function parsed(variables: unknown): unknown {
  if (variables === undefined) return {};
  try {
    return typeof variables === 'string' ? JSON.parse(variables) : null;
  } catch {
    return null;
  }
}

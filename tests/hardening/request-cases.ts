import { asked, BAD, type Case } from './case.js';

const json = { 'content-type': 'application/json' };
const question = '{ readModel { lagSeconds } }';
const body = JSON.stringify({ query: question });
const preflighted = { 'apollo-require-preflight': '1' };
const repeated = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');
const get = (parameters: Record<string, string>) => `?${new URLSearchParams(parameters)}`;
const heavy = { heavy: true, status: 400 } as const;
const unread = { heavy: true, status: 413 } as const;
const alternating = (depth: number) =>
  `{ unit(code: "11") ${'{ parent '.repeat(depth)}{ code }${' }'.repeat(depth)} }`;

/** Documents whose size is the attack. */
export const documents: Case[] = [
  asked('1,000 aliases', `{ ${repeated(1000, (i) => `a${i}: readModel { asOf }`)} }`, BAD, heavy),
  asked('1,000 aliases of __typename', `{ ${repeated(1000, (i) => `a${i}: __typename`)} }`, BAD, heavy),
  asked('11 aliases', `{ ${repeated(11, (i) => `a${i}: __typename`)} }`, BAD, heavy),
  asked('10 aliases', `{ ${repeated(10, (i) => `a${i}: __typename`)} }`, ['DONE']),
  asked(
    'aliases multiplied by fragments',
    `{ ...A } fragment A on Query { x: __typename ...B ...B } fragment B on Query { y: __typename ...C ...C } fragment C on Query { a: __typename b: __typename c: __typename }`,
    BAD,
    heavy,
  ),
  asked(
    '500 directives on a field',
    `{ __typename ${repeated(500, () => '@include(if: true)')} }`,
    BAD,
    heavy,
  ),
  asked('500 directives of no name', `{ __typename ${repeated(500, (i) => `@d${i}`)} }`, BAD, heavy),
  asked(
    '500 directives on an operation',
    `query ${repeated(500, (i) => `@d${i}`)} { __typename }`,
    BAD,
    heavy,
  ),
  asked(
    'directives on variables',
    `query ($a: Int ${repeated(20, (i) => `@d${i}`)}) { __typename }`,
    BAD,
    heavy,
  ),
  asked('20,000 tokens', `{ ${repeated(20_000, () => 'a')} }`, BAD, heavy),
  asked('20,000 tokens of values', `{ unit(code: [${repeated(20_000, () => '1')}]) { code } }`, BAD, heavy),
  asked('2,900 times the same field', `{ ${repeated(2_900, () => '__typename')} }`, BAD, heavy),
  asked('depth 50', alternating(50), BAD, heavy),
  asked('depth 900', alternating(900), BAD, heavy),
  asked('depth 8', alternating(8), ['DONE']),
  asked(
    'a value nested 1,400 deep',
    `{ unit(code: ${'['.repeat(1400)}${']'.repeat(1400)}) { code } }`,
    BAD,
    heavy,
  ),
  asked('a fragment within itself', '{ ...A } fragment A on Query { ...A }', BAD, heavy),
  asked(
    'a cycle of fragments',
    '{ ...A } fragment A on Query { ...B } fragment B on Query { ...C } fragment C on Query { ...A }',
    BAD,
    heavy,
  ),
  asked('a cycle that nobody uses', `${question} fragment A on Unit { parent { ...A } }`, BAD, heavy),
  asked(
    'fragments that double thirty times',
    `{ ...F0 } ${repeated(30, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F30 on Query { __typename }`,
    BAD,
    heavy,
  ),
  asked(
    'depth through fragments',
    `{ unit(code: "11") { ...F0 } } ${repeated(20, (i) => `fragment F${i} on Unit { parent { ...F${i + 1} } }`)} fragment F20 on Unit { code }`,
    BAD,
    heavy,
  ),
  asked(
    'lists within lists',
    `{ units(first: 100) { nodes { successors { parent { code } } } } registrationRates(unit: "VN", period: "2025", breakdown: true) { ${repeated(30, () => 'unit { code name parent { code name } }')} } }`,
    BAD,
    heavy,
  ),
  asked(
    '400 different operations',
    repeated(400, (i) => `query Q${i} { __typename }`),
    BAD,
    { status: 400 },
  ),
  asked('a body of 5 MB', `{ unit(code: "${'x'.repeat(5_000_000)}") { code } }`, BAD, unread),
  asked('variables of 5 MB', question, BAD, { ...unread, variables: { x: 'x'.repeat(5_000_000) } }),
  asked('a comment of 900 kB', `# ${'x'.repeat(900_000)}\n{ nothing }`, BAD, heavy),
  asked('a name of 900 kB', `{ ${'x'.repeat(900_000)} }`, BAD, heavy),
  asked('unclosed strings', `{ unit(code: "`, BAD, heavy),
  asked('NUL in the document', '{ a\0b }', BAD, heavy),
  asked('only a fragment', 'fragment A on Query { __typename }', BAD, { status: 400 }),
  asked('a subscription', 'subscription { readModel { asOf } }', BAD, { status: 400 }),
  asked('a type definition', 'type A { a: Int }', BAD, { status: 400 }),
  asked('an operation of no name', 'query A { __typename } query B { __typename }', BAD, { status: 400 }),
  asked('an operation that is not there', 'query A { __typename }', BAD, { operationName: 'B', status: 400 }),
  asked('__proto__ as a field', '{ __proto__ }', BAD, { status: 400 }),
  asked('constructor as a field', '{ constructor }', BAD, { status: 400 }),
];

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const send = (name: string, more: Partial<Case>): Case => ({ name, headers: json, expected: BAD, ...more });

/** Requests that are no GraphQL over HTTP. */
export const requests: Case[] = [
  send('an empty body', { body: '' }),
  send('no body and no type', { headers: {} }),
  send('not JSON', { body: '{"query"' }),
  send('JSON with a byte order mark and rubbish', { body: '\ufeff\ufeff{]' }),
  send('bytes that are not UTF-8', { body: Buffer.from([0xff, 0xfe, 0x00, 0x22]) }),
  ...['null', '1', '"x"', 'true', '{}', '[]'].map((text) => send(`the body ${text}`, { body: text })),
  ...[1, 2, 100].map((count) =>
    send(`a batch of ${count}`, { body: `[${Array(count).fill(body).join(',')}]` }),
  ),
  send('arrays nested 400,000 deep', {
    body: `{"query":"{__typename}","variables":${nested(400_000)}}`,
    heavy: true,
  }),
  send('__proto__ in the body', { body: '{"query":"{ nothing }","__proto__":{"a":1}}' }),
  send('__proto__ in the variables', {
    body: `{"query":"{ nothing }","variables":{"__proto__":{"polluted":1}}}`,
  }),
  ...[null, 1, true, {}, [], ''].map((query) => asked(`the query ${JSON.stringify(query)}`, query)),
  ...['x', 1, true, [], [1]].map((variables) =>
    asked(`the variables ${JSON.stringify(variables)}`, question, BAD, { variables }),
  ),
  ...[1, {}, []].map((operationName) =>
    asked(`the operationName ${JSON.stringify(operationName)}`, question, BAD, { operationName }),
  ),
  send('extensions that are text', { body: JSON.stringify({ query: question, extensions: 'x' }) }),
  send('the wrong version of a persisted query', {
    body: JSON.stringify({ extensions: { persistedQuery: { version: 7, sha256Hash: 'x' } } }),
  }),
  send('a persisted query that is not there', {
    body: JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: 'f'.repeat(64) } } }),
    expected: ['NOT_FOUND'],
    status: 200,
  }),
  send('a hash that is not of the query', {
    body: JSON.stringify({
      query: question,
      extensions: { persistedQuery: { version: 1, sha256Hash: 'f'.repeat(64) } },
    }),
  }),
  ...[
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'nonsense',
    'application/graphql',
    'text/plain; application/json',
  ].map((type) => send(`the type ${type}`, { headers: { 'content-type': type }, body })),
  send('a form', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: get({ query: question }).slice(1),
  }),
  send('another encoding', {
    headers: { ...json, 'content-encoding': 'gzip' },
    body: Buffer.from([0x1f, 0x8b, 8]),
  }),
  ...['PUT', 'DELETE', 'PATCH'].map((method) =>
    send(method, { method, body, expected: ['NOT_FOUND', 'BAD_USER_INPUT'] }),
  ),
  send('GET of a mutation', {
    method: 'GET',
    headers: preflighted,
    search: get({ query: 'mutation { launchMovement(code: "D") { __typename } }' }),
    status: 405,
  }),
  send('GET from another site', { method: 'GET', headers: {}, search: get({ query: question }) }),
  send('GET with two queries', { method: 'GET', headers: preflighted, search: '?query=a&query=b' }),
  send('GET with variables that are not JSON', {
    method: 'GET',
    headers: preflighted,
    search: get({ query: question, variables: '{' }),
  }),
  send('GET with a list of variables', {
    method: 'GET',
    headers: preflighted,
    search: get({ query: question, variables: '[1]' }),
  }),
  send('GET of nothing', { method: 'GET', headers: preflighted }),
  send('GET of 50 levels', {
    method: 'GET',
    headers: preflighted,
    search: get({ query: alternating(50) }),
    heavy: true,
  }),
  send('an answer that nobody can give', { headers: { ...json, accept: 'image/png' }, body, status: 406 }),
  send('a key of 3,000 characters', {
    headers: { ...json, 'idempotency-key': 'k'.repeat(3000) },
    body,
    status: 400,
  }),
  send('a key with a space', { headers: { ...json, 'idempotency-key': 'a b' }, body, status: 400 }),
  send('a trace that is none', {
    headers: { ...json, traceparent: '00-nonsense' },
    body,
    expected: ['DONE'],
  }),
  send('languages without end', {
    headers: { ...json, 'accept-language': 'vi;q=9,'.repeat(1500) },
    body,
    expected: ['DONE'],
  }),
  send('an actor of its own', { headers: { ...json, 'x-actor': 'admin' }, body, expected: ['DONE'] }),
];

// One measurement: so many connections ask as fast as they are answered.
import autocannon from 'autocannon';

export const CONNECTIONS = 50;

const ANSWER_MS = 60_000;

export const number = (value) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(2);

/** The text of one answer. */
export async function post(url, body) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  return response.text();
}

/** Characters of an answer that takes longer to look through than to make: of those one in twenty is. */
export const LARGE = 100_000;
const LOOKED_AT = 20;

/** `requestOf(n)` gives the n-th request: path, body. Every answer has to be 200 and, if it is looked through, to pass `check`. */
export async function measure({
  url,
  seconds,
  warmS = 1,
  requestOf,
  headers = {},
  check = () => true,
  connections = CONNECTIONS,
  cpu = () => null,
}) {
  let n = 0;
  let large = 0;
  let wrong = 0;
  let example = '';
  const run = (duration) =>
    autocannon({
      url,
      connections,
      duration,
      timeout: ANSWER_MS / 1000,
      requests: [
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          setupRequest: (request) => ({ ...request, ...requestOf(n++) }),
          onResponse: (status, body) => {
            const passedOver = body.length > LARGE && large++ % LOOKED_AT > 0;
            if (status === 200 && (passedOver || check(body))) return;
            wrong++;
            example = `${status} ${body.slice(0, 300)}`;
          },
        },
      ],
    });
  await run(warmS);
  wrong = 0;
  const before = cpu();
  let result = await run(seconds);
  // On a machine that is busy with other things the slowest may not have answered once.
  if (result['2xx'] === 0 && wrong === 0) result = await run(10 * seconds);
  const after = cpu();
  // What it was asked last and nobody heard is done before others are measured.
  const { path, body } = requestOf(n);
  await post(new URL(path, url), body);
  const answered = result['2xx'];
  if (wrong > 0) throw new Error(`${wrong} wrong answers of ${answered} at ${url}, such as ${example}`);
  return {
    perSecond: answered / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    bytes: answered && Math.round(result.throughput.total / answered),
    cpuMs: before === null || after === null || answered === 0 ? null : ((after - before) * 1000) / answered,
  };
}

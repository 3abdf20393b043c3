// The least that can be done: node:http, and one named statement of which PostgreSQL makes the JSON of the answer.
import { createServer } from 'node:http';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });

const rate = `json_build_object('unit', json_build_object('code', u.code, 'name', u.name),
  'title', json_build_object('code', t.code, 'name', t.name), 'period', r.period, 'asOf', r.as_of, 'basis', r.basis,
  'registered', json_build_object('value', r.registered_value, 'certainty', r.registered_certainty),
  'recognised', json_build_object('value', r.recognised_value, 'certainty', r.recognised_certainty),
  'baseline', json_build_object('value', r.baseline_value, 'certainty', r.baseline_certainty, 'origin', r.baseline_origin,
    'asOf', r.baseline_as_of, 'sourceDocument', r.baseline_source_document),
  'registeredRate', json_build_object('percent', r.registered_percent, 'gap', r.registered_gap, 'reportedUnits', r.registered_units),
  'recognisedRate', json_build_object('percent', r.recognised_percent, 'gap', r.recognised_gap, 'reportedUnits', r.recognised_units),
  'totalUnits', r.total_units, 'warnings', r.warnings, 'stated', r.stated, 'targets', r.targets)`;
const rates = (of) => `select json_build_object('data', json_agg(${rate}))::text as body from bench.rate r
  join bench.unit u on u.id = r.unit_id join bench.title t on t.code = r.title_code
  where r.${of} = (select id from bench.unit where code = $1) and r.period = $2`;
const honours = (
  from,
) => `select json_build_object('data', coalesce(json_agg(json_build_object('id', h.id, 'kind', h.kind,
    'recipient', json_build_object('name', h.name, 'kind', h.subject_kind, 'unit', json_build_object('code', u.code, 'name', u.name),
      'position', h.job, 'posthumous', h.posthumous),
    'title', h.title, 'form', h.form, 'authority', h.authority, 'achievement', h.achievement,
    'decision', json_build_object('number', d.number, 'signedOn', d.signed_on, 'authority', d.authority, 'issuer', json_build_object('name', i.name)),
    'awardedOn', h.awarded_on, 'period', h.period) order by h.place), '[]'))::text as body
  from (${from}) h join bench.unit u on u.id = h.unit_id join bench.decision d on d.id = h.decision_id join bench.unit i on i.id = d.issuer_id`;
const province = '(select id from bench.unit where code = $1)';
const statements = {
  Q1: rates('unit_id'),
  Q2: rates('parent_id'),
  Q3: honours(
    `select * from bench.honour where province_id = ${province} and period = $2 order by place limit 50`,
  ),
  Q4: honours(`select * from bench.honour where province_id = ${province} and period = $2
    and search_text like '%' || $3 || '%' order by place limit 50`),
};

const server = createServer((request, response) => {
  let text = '';
  request.on('data', (chunk) => (text += chunk));
  request.on('end', () => {
    const { kind, unit, period, search } = JSON.parse(text);
    pool
      .query({
        name: kind,
        text: statements[kind],
        values: kind === 'Q4' ? [unit, period, search] : [unit, period],
      })
      .then(({ rows }) => response.setHeader('content-type', 'application/json').end(rows[0].body))
      .catch((error) => response.writeHead(500).end(error.message));
  });
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('ready'));

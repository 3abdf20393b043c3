// Apollo Server 5 with DataLoader, as most would write it: a resolver for each field that is another row.
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import DataLoader from 'dataloader';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });

const typeDefs = `
  type Unit { code: String! name: String! }
  type Title { code: String! name: String! }
  type Quantity { value: Int! certainty: String! }
  type Baseline { value: Int! certainty: String! origin: String! asOf: String! sourceDocument: String! }
  type Rate { percent: Float gap: String reportedUnits: Int! }
  type Stated { percent: String! of: String! source: String! differs: Boolean }
  type RegistrationRate { unit: Unit! title: Title! period: String! asOf: String basis: String registered: Quantity recognised: Quantity
    baseline: Baseline registeredRate: Rate! recognisedRate: Rate! totalUnits: Int! warnings: [String!]! stated: [Stated!]! targets: [Stated!]! }
  type Recipient { name: String! kind: String! unit: Unit! position: String posthumous: Boolean! }
  type Decision { number: String! signedOn: String! authority: String! issuer: Unit! }
  type Honour { id: ID! kind: String! recipient: Recipient! title: String! form: String authority: String achievement: String
    decision: Decision! awardedOn: String! period: String! }
  type Query {
    registrationRates(unit: String!, period: String!, breakdown: Boolean): [RegistrationRate!]!
    honours(unit: String!, period: String!, search: String): [Honour!]!
  }`;

const day = (date) => date && date.toISOString().slice(0, 10);
const rows = async (text, values) => (await pool.query(text, values)).rows;
const byKey = (table, key) =>
  new DataLoader(async (keys) => {
    const found = new Map(
      (await rows(`select * from bench.${table} where ${key} = any($1)`, [keys])).map((row) => [
        row[key],
        row,
      ]),
    );
    return keys.map((one) => found.get(one));
  });

const resolvers = {
  Query: {
    async registrationRates(_, { unit, period, breakdown }, { unitsByCode }) {
      const { id } = await unitsByCode.load(unit);
      return rows(
        `select * from bench.rate where ${breakdown ? 'parent_id' : 'unit_id'} = $1 and period = $2`,
        [id, period],
      );
    },
    async honours(_, { unit, period, search }, { unitsByCode }) {
      const { id } = await unitsByCode.load(unit);
      return rows(
        `select * from bench.honour where province_id = $1 and period = $2 and search_text like $3 order by place limit 50`,
        [id, period, `%${search ?? ''}%`],
      );
    },
  },
  RegistrationRate: {
    unit: (row, _, { units }) => units.load(row.unit_id),
    title: (row, _, { titles }) => titles.load(row.title_code),
    asOf: (row) => day(row.as_of),
    registered: (row) => ({ value: row.registered_value, certainty: row.registered_certainty }),
    recognised: (row) => ({ value: row.recognised_value, certainty: row.recognised_certainty }),
    baseline: (row) => ({
      value: row.baseline_value,
      certainty: row.baseline_certainty,
      origin: row.baseline_origin,
      asOf: day(row.baseline_as_of),
      sourceDocument: row.baseline_source_document,
    }),
    registeredRate: (row) => ({
      percent: row.registered_percent,
      gap: row.registered_gap,
      reportedUnits: row.registered_units,
    }),
    recognisedRate: (row) => ({
      percent: row.recognised_percent,
      gap: row.recognised_gap,
      reportedUnits: row.recognised_units,
    }),
    totalUnits: (row) => row.total_units,
  },
  Honour: {
    recipient: (row) => ({ ...row, kind: row.subject_kind, position: row.job }),
    decision: (row, _, { decisions }) => decisions.load(row.decision_id),
    awardedOn: (row) => day(row.awarded_on),
  },
  Recipient: { unit: (row, _, { units }) => units.load(row.unit_id) },
  Decision: {
    signedOn: (row) => day(row.signed_on),
    issuer: (row, _, { units }) => units.load(row.issuer_id),
  },
};

const server = new ApolloServer({ typeDefs, resolvers });
await startStandaloneServer(server, {
  listen: { port: Number(process.env.PORT), host: '127.0.0.1' },
  context: async () => ({
    units: byKey('unit', 'id'),
    unitsByCode: byKey('unit', 'code'),
    titles: byKey('title', 'code'),
    decisions: byKey('decision', 'id'),
  }),
});
console.log('ready');

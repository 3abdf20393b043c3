/** Files that hold the rules of the house: entities without I/O. */
export const aggregates = [
  'apps/competitions/src/commendation/award-tally.ts',
  'apps/competitions/src/commendation/award.ts',
  'apps/competitions/src/commendation/decision.ts',
  'apps/competitions/src/competition/competition.ts',
  'apps/competitions/src/competition/entry.ts',
  'apps/competitions/src/duplicate.ts',
  'apps/exemplars/src/conference/conference.ts',
  'apps/exemplars/src/exemplar/exemplar-tally.ts',
  'apps/exemplars/src/exemplar/exemplar.ts',
  'apps/movements/src/figure/baseline.ts',
  'apps/movements/src/figure/cell.ts',
  'apps/movements/src/figure/tally.ts',
  'apps/movements/src/movement/movement.ts',
  'apps/movements/src/movement/title.ts',
  'apps/movements/src/registration/registration.ts',
  'apps/movements/src/report/report.ts',
  'apps/movements/src/unit/unit.ts',
];

const fileNames = (files) => `^(${files.map((file) => file.replaceAll('.', '\\.')).join('|')})$`;
// Not anchored: the path of a package begins elsewhere where node_modules is a link.
const npm = (name) => `(^|/)node_modules/${name}/`;
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    rule(
      'no-app-to-app',
      'Services meet in commands and events; only standalone puts them into one process.',
      { path: '^apps/([^/]+)/', pathNot: '^apps/standalone/' },
      { path: '^apps/', pathNot: '^apps/$1/' },
    ),
    rule('no-lib-to-app', 'A lib serves every app.', { path: '^libs/' }, { path: '^apps/' }),
    rule(
      'lib-through-index-from-app',
      'What a lib offers stands in its index.ts.',
      { path: '^(apps|scripts)/' },
      { path: '^libs/', pathNot: '^libs/[^/]+/src/index\\.ts$' },
    ),
    rule(
      'lib-through-index-from-lib',
      'What a lib offers stands in its index.ts.',
      { path: '^libs/([^/]+)/' },
      { path: '^libs/', pathNot: ['^libs/$1/', '^libs/[^/]+/src/index\\.ts$'] },
    ),
    rule(
      'lib-by-alias',
      'A lib is called @app/<lib> outside of itself.',
      { path: '^(apps|libs)/([^/]+)/' },
      { path: '^libs/', pathNot: '^$1/$2/', dependencyTypesNot: ['aliased'] },
    ),
    rule(
      'contracts-import-zod-alone',
      'Contracts can be read, and run, anywhere.',
      { path: '^libs/contracts/src/', pathNot: '\\.spec\\.ts$' },
      { pathNot: ['^libs/contracts/src/', npm('zod')] },
    ),
    rule(
      'web-asks-the-gateway-alone',
      'The web knows GraphQL; of the libs it takes configuration and log, and its pages not even those.',
      { path: '^apps/web/' },
      { path: '^libs/', pathNot: '^libs/platform/src/index\\.ts$' },
    ),
    rule(
      'pages-run-without-the-libs',
      'What is built for browsers and for the server of the pages takes types only.',
      { path: '^apps/web/app/' },
      { path: '^(libs/|apps/web/src/)', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'kafkajs-in-one-folder',
      'The client can be replaced by rewriting one folder.',
      { path: '^(apps|libs)/', pathNot: '^libs/messaging/src/kafka/' },
      { path: npm('kafkajs') },
    ),
    rule(
      'aggregates-without-io',
      'Aggregates import contracts, TypeORM decorators and each other.',
      { path: fileNames(aggregates) },
      { pathNot: ['^libs/contracts/src/index\\.ts$', npm('typeorm'), fileNames(aggregates)] },
    ),
    rule('no-cycles', 'What depends on each other is one thing.', {}, { circular: true }),
    rule(
      'resolvable',
      'An import that leads nowhere escapes every rule; only what is built may not be there yet.',
      {},
      { couldNotResolve: true, pathNot: ['/dist/', '^virtual:react-router/'] },
    ),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^dist/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};

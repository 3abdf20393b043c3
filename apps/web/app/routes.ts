import { index, layout, prefix, route, type RouteConfig } from '@react-router/dev/routes';

/** Every page. Vietnamese has the plain addresses, English the same ones below /en. */
export default [
  ...prefix('en?', [
    index('routes/home.tsx'),
    route('rates/:unit?', 'routes/rates.tsx'),
    route('units', 'routes/units.tsx'),
    route('honours', 'routes/honours.tsx'),
    route('competitions', 'routes/competitions.tsx'),
    route('competitions/:code', 'routes/competition.tsx'),
    route('certificates/:code?', 'routes/certificate.tsx'),
    route('about', 'routes/about.tsx'),
    layout('desk/layout.tsx', [
      route('desk', 'desk/home.tsx'),
      route('desk/tallies', 'desk/tallies/page.tsx'),
      route('desk/tallies/row', 'desk/tallies/row.ts'),
      route('desk/roster', 'desk/roster.tsx'),
      route('desk/baselines', 'desk/baselines.tsx'),
      route('desk/movements', 'desk/movements.tsx'),
      route('desk/competitions', 'desk/competitions/list.tsx'),
      route('desk/competitions/:code', 'desk/competitions/page.tsx'),
      route('desk/decisions', 'desk/decisions/list.tsx'),
      route('desk/decisions/new', 'desk/decisions/record.tsx'),
      route('desk/decisions/:id', 'desk/decisions/page.tsx'),
      route('desk/decisions/:id/certificates', 'desk/decisions/certificates.ts'),
      route('desk/duplicates', 'desk/duplicates.tsx'),
      route('desk/examples', 'desk/examples/list.tsx'),
      route('desk/examples/:id', 'desk/examples/page.tsx'),
      route('desk/conferences', 'desk/examples/conferences.tsx'),
      route('desk/institutions', 'desk/institutions.tsx'),
      route('desk/operations', 'desk/operations.tsx'),
      route('desk/trail', 'desk/trail.tsx'),
    ]),
  ]),
  route('language/:language', 'routes/language.ts'),
  route('auth/:step', 'routes/auth.tsx'),
  route('*', 'routes/not-found.ts'),
] satisfies RouteConfig;

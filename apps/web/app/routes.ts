import { index, prefix, route, type RouteConfig } from '@react-router/dev/routes';

/** Every page. Vietnamese has the plain addresses, English the same ones below /en. */
export default [
  ...prefix('en?', [
    index('routes/home.tsx'),
    route('rates/:unit?', 'routes/rates.tsx'),
    route('units', 'routes/units.tsx'),
    route('honours', 'routes/honours.tsx'),
    route('competitions', 'routes/competitions.tsx'),
    route('competitions/:code', 'routes/competition.tsx'),
    route('examples', 'routes/examples.tsx'),
    route('examples/:slug', 'routes/example.tsx'),
    route('certificates/:code?', 'routes/certificate.tsx'),
    route('about', 'routes/about.tsx'),
    route('desk', 'routes/desk.tsx'),
  ]),
  route('language/:language', 'routes/language.ts'),
  route('auth/:step', 'routes/auth.tsx'),
  route('*', 'routes/not-found.ts'),
] satisfies RouteConfig;

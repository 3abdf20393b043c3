import { expect, it } from '@jest/globals';
import { budget, deskPages, pagesWithout, portalPages, unmade } from './pages.js';

it('no page of the web is left out of those that are looked at in both languages and widths', () => {
  const desk = Object.values(deskPages(unmade)).flatMap((paths) => Object.keys(paths));
  expect(pagesWithout([...portalPages, ...desk])).toEqual(['routes/auth.tsx']);
});

it('every page of the portal has a weight', () => {
  const without = pagesWithout(Object.keys(budget.pages));
  // Where signing in failed; portal.web.spec.ts looks at it.
  expect(without.filter((file) => file.startsWith('routes/'))).toEqual(['routes/auth.tsx']);
});

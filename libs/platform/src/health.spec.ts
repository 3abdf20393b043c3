import { expect, it } from '@jest/globals';
import { Health } from './health.js';

const never = () => new Promise<never>(() => undefined);

it('answers in time when a check and a figure hang, and says which', async () => {
  const health = new Health();
  health.add('well', () => null);
  health.add('hangs', never);
  health.show('known', () => ({ unsent: 3 }));
  health.show('hanging', never);
  const [checks, figures] = await Promise.all([health.report(), health.shown()]);
  expect(checks).toEqual({ well: null, hangs: 'no answer in time' });
  expect(figures).toEqual({ known: { unsent: 3 }, hanging: { error: 'no answer in time' } });
});

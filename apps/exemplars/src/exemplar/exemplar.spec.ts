import { ExemplarStatus, isRefusal, type ExemplarGroup } from '@app/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Exemplar, type Basis, type Refused } from './exemplar.js';

const TODAY = '2026-03-01';
const DUTY: Basis = {
  kind: 'LEGAL_DUTY',
  statement: 'Quyết định 12/QĐ-SGDĐT',
  givenOn: '2026-02-01',
  representativeConsent: false,
  childConsent: false,
  childUnderSeven: false,
};

const exemplar = (given: Partial<Exemplar> = {}): Exemplar =>
  Object.assign(new Exemplar(), {
    id: '0199a7e7-0000-7000-8000-000000000001',
    slug: null,
    name: 'Bùi Văn Iu',
    position: 'Giáo viên',
    group: 'INDIVIDUAL',
    unitId: '0199a7e7-0000-7000-8000-000000000002',
    period: '2024-2025',
    movement: null,
    headline: 'Người thầy vùng biên',
    story: 'Một **người thầy**.',
    headlineEn: null,
    storyEn: null,
    minor: false,
    awards: ['0199a7e7-0000-7000-8000-000000000003'],
    status: 'NOMINATED',
    featured: false,
    note: null,
    basis: null,
    basisStatement: null,
    basisGivenOn: null,
    representativeConsent: false,
    childConsent: false,
    childUnderSeven: false,
    nominatedBy: 'editor',
    awardChanged: false,
    channels: [],
    nominatedAt: new Date('2026-02-01T02:00:00Z'),
    publishedAt: null,
    erased: false,
    version: 1,
    ...given,
  } satisfies Partial<Exemplar>);

const publish = (one: Exemplar, basis = DUTY): Refused => {
  const refused = one.refusesPublication(basis, TODAY);
  if (!refused) one.publish(basis, false, 'bui-van-iu', new Date('2026-03-01T02:00:00Z'), TODAY);
  return refused;
};
const actions: Record<string, (one: Exemplar) => Refused> = {
  startReview: (one) => one.startReview(),
  approve: (one) => one.review('APPROVE', null, 'reviewer'),
  return: (one) => one.review('RETURN', 'Bổ sung', 'reviewer'),
  reject: (one) => one.review('REJECT', 'Chưa đủ', 'reviewer'),
  supplement: (one) => one.supplement({ story: 'Thêm' }),
  publish: (one) => publish(one),
  feature: (one) => one.feature(true),
  announce: (one) => one.announce('FANPAGE', TODAY, TODAY),
  withdraw: (one) => one.withdraw('Theo đề nghị'),
  erase: (one) => one.erase(),
};
const in_ = (status: ExemplarStatus) =>
  status === 'PUBLISHED' ? withBasis(exemplar({ status: 'APPROVED' })) : exemplar({ status });
const withBasis = (one: Exemplar) => {
  publish(one);
  return one;
};

/** Where each action leads from each state; what is not here is refused with the state. */
const course: Record<string, Partial<Record<ExemplarStatus, ExemplarStatus>>> = {
  startReview: { NOMINATED: 'UNDER_REVIEW' },
  approve: { NOMINATED: 'APPROVED', UNDER_REVIEW: 'APPROVED' },
  return: { NOMINATED: 'RETURNED', UNDER_REVIEW: 'RETURNED' },
  reject: { NOMINATED: 'REJECTED', UNDER_REVIEW: 'REJECTED' },
  supplement: { RETURNED: 'UNDER_REVIEW' },
  publish: { APPROVED: 'PUBLISHED' },
  feature: { PUBLISHED: 'PUBLISHED' },
  announce: { PUBLISHED: 'PUBLISHED' },
  withdraw: {
    NOMINATED: 'WITHDRAWN',
    UNDER_REVIEW: 'WITHDRAWN',
    RETURNED: 'WITHDRAWN',
    APPROVED: 'WITHDRAWN',
    PUBLISHED: 'WITHDRAWN',
  },
  erase: Object.fromEntries(ExemplarStatus.options.map((status) => [status, 'WITHDRAWN'])),
};
const table = Object.keys(actions).flatMap((action) =>
  ExemplarStatus.options.map((from) => [action, from, course[action]?.[from]] as const),
);

describe('the course (rule 20)', () => {
  it.each(table)('%s from %s leads to %s', (action, from, to) => {
    const one = in_(from);
    const before = { ...one };
    const refused = actions[action]?.(one) ?? null;
    if (to) {
      expect(refused).toBeNull();
      expect(one).toMatchObject({ status: to, version: before.version + 1 });
      // Whatever it is now, it can be said.
      expect(one.state().status).toBe(to);
    } else {
      expect(refused).toEqual({
        refusal: { reason: 'EXEMPLAR_STATUS', field: 'id', params: { status: from } },
      });
      expect({ ...one }).toEqual(before);
    }
  });

  it.each(ExemplarStatus.options)('an award revoked or restored, from %s', (from) => {
    const one = in_(from);
    const { version } = one;
    const ended = from === 'REJECTED' || from === 'WITHDRAWN';
    expect(one.followAward()).toBe(!ended);
    const waits = from === 'PUBLISHED' || from === 'APPROVED';
    expect(one).toMatchObject({
      status: waits ? 'UNDER_REVIEW' : from,
      awardChanged: !ended,
      featured: false,
      version: ended ? version : version + 1,
    });
  });

  it('never goes another way, and is public only after an approval, on a basis', () => {
    const steps = fc.array(fc.constantFrom(...Object.keys(actions), 'followAward'), { maxLength: 25 });
    fc.assert(
      fc.property(steps, fc.constantFrom(true, false), (names, minor) => {
        const one = exemplar({ minor });
        let approved = false;
        for (const name of names) {
          const { status, version, slug } = one;
          if (name === 'followAward') {
            if (one.followAward()) approved = false;
          } else {
            const refused = actions[name]?.(one) ?? null;
            const ends = course[name]?.[status];
            if (refused) expect(one).toMatchObject({ status, version });
            else expect(one.status).toBe(ends);
            if (!refused && name === 'approve') approved = true;
            if (!ends) expect(refused).not.toBeNull();
          }
          if (one.status === 'PUBLISHED') {
            expect(approved).toBe(true);
            expect(one.basis).not.toBeNull();
            expect(one.channels.map(({ channel }) => channel)).toContain('PORTAL');
          }
          if (one.featured) expect(one.status).toBe('PUBLISHED');
          expect(one.version - version).toBeGreaterThanOrEqual(0);
          if (slug && !one.erased) expect(one.slug).toBe(slug);
          if (one.erased) expect([one.name, one.story, one.slug, one.awards]).toEqual([null, null, null, []]);
          one.state();
        }
      }),
      { numRuns: 2_000, seed: 24 },
    );
  });
});

describe('a review', () => {
  it.each(['APPROVE', 'RETURN', 'REJECT'] as const)("is not the nominator's: %s (rule 24)", (verdict) => {
    expect(exemplar().review(verdict, 'x', 'editor')?.refusal).toMatchObject({
      reason: 'OWN_NOMINATION',
      field: 'id',
    });
  });

  it('that returns or rejects says why', () => {
    for (const verdict of ['RETURN', 'REJECT'] as const)
      expect(exemplar().review(verdict, null, 'reviewer')?.refusal).toMatchObject({
        reason: 'NOTE_REQUIRED',
        field: 'note',
      });
  });

  it('says first in which state it is', () => {
    expect(in_('PUBLISHED').review('REJECT', null, 'editor')?.refusal.reason).toBe('EXEMPLAR_STATUS');
  });

  it('settles that an award changed', () => {
    const one = in_('PUBLISHED');
    one.followAward();
    one.review('APPROVE', null, 'reviewer');
    expect(one).toMatchObject({ status: 'APPROVED', awardChanged: false, slug: 'bui-van-iu' });
  });
});

describe('whether one is a minor (rule 22)', () => {
  it.each<[ExemplarGroup, boolean | null | undefined, object]>([
    ['INDIVIDUAL', true, { minor: true }],
    ['INDIVIDUAL', false, { minor: false }],
    ['GOOD_PERSON_GOOD_DEED', true, { minor: true }],
    ['COLLECTIVE', undefined, { minor: null }],
    ['GOOD_PRACTICE', true, { minor: null }],
  ])('%s, %s', (group, stated, expected) => expect(Exemplar.minorOf(group, stated)).toEqual(expected));

  it.each(['INDIVIDUAL', 'GOOD_PERSON_GOOD_DEED'] as const)('is said of %s', (group) => {
    for (const stated of [null, undefined]) {
      const answer = Exemplar.minorOf(group, stated);
      expect(isRefusal(answer) && answer.refusal).toMatchObject({ reason: 'MINOR_UNSTATED', field: 'minor' });
    }
  });
});

describe('the basis of a publication (rule 22)', () => {
  const consent = (more: Partial<Basis> = {}): Basis => ({ ...DUTY, kind: 'CONSENT', ...more });
  const nothing: Basis = { ...DUTY, kind: 'NOT_PERSONAL', givenOn: null };
  const both = { representativeConsent: true, childConsent: true };
  const rows: [string, Partial<Exemplar>, Basis, string | null][] = [
    ['duty', {}, DUTY, null],
    ['duty without its day', {}, { ...DUTY, givenOn: null }, 'CONSENT_MISSING basis.givenOn DATE'],
    ['duty of tomorrow', {}, { ...DUTY, givenOn: '2026-03-02' }, 'BAD_DATE basis.givenOn '],
    ['duty of today', {}, { ...DUTY, givenOn: TODAY }, null],
    ['duty for a minor', { minor: true }, DUTY, null],
    ['consent', {}, consent(), null],
    ['consent without its day', {}, consent({ givenOn: undefined }), 'CONSENT_MISSING basis.givenOn DATE'],
    ['consent for a minor', { minor: true }, consent(both), null],
    [
      'consent for a minor without the representative',
      { minor: true },
      consent({ childConsent: true }),
      'CONSENT_MISSING basis.representativeConsent REPRESENTATIVE_CONSENT',
    ],
    [
      'consent for a minor without the child',
      { minor: true },
      consent({ representativeConsent: true }),
      'CONSENT_MISSING basis.childConsent CHILD_CONSENT',
    ],
    [
      'of a child under seven',
      { minor: true },
      consent({ representativeConsent: true, childUnderSeven: true }),
      null,
    ],
    [
      'of a child under seven without the representative',
      { minor: true },
      consent({ childUnderSeven: true }),
      'CONSENT_MISSING basis.representativeConsent REPRESENTATIVE_CONSENT',
    ],
    ['nothing personal, a collective', { group: 'COLLECTIVE', minor: null }, nothing, null],
    ['nothing personal, a practice', { group: 'GOOD_PRACTICE', minor: null }, nothing, null],
    ['nothing personal, a person', {}, nothing, 'BASIS_NOT_APPLICABLE basis.kind '],
    [
      'nothing personal, a good deed',
      { group: 'GOOD_PERSON_GOOD_DEED' },
      nothing,
      'BASIS_NOT_APPLICABLE basis.kind ',
    ],
    ['duty for a collective', { group: 'COLLECTIVE', minor: null }, DUTY, null],
  ];
  it.each(rows)('%s', (_, given, basis, expected) => {
    const refused = exemplar({ status: 'APPROVED', ...given }).refusesPublication(basis, TODAY);
    const { reason, field, params } = refused?.refusal ?? {};
    expect(refused && `${reason} ${field} ${params?.which ?? ''}`).toBe(expected);
  });
});

describe('a publication', () => {
  it('keeps its slug when it comes back, and the portal has its last day', () => {
    const one = in_('PUBLISHED');
    one.announce('FANPAGE', '2026-02-20', TODAY);
    one.followAward();
    one.review('APPROVE', null, 'reviewer');
    one.publish(DUTY, true, 'another', new Date('2026-04-01T02:00:00Z'), '2026-04-01');
    expect(one).toMatchObject({ slug: 'bui-van-iu', featured: true });
    expect(one.channels).toEqual([
      { channel: 'FANPAGE', on: '2026-02-20' },
      { channel: 'PORTAL', on: '2026-04-01' },
    ]);
  });

  it('is not announced for a day to come', () => {
    expect(in_('PUBLISHED').announce('FANPAGE', '2026-03-02', TODAY)?.refusal).toMatchObject({
      reason: 'BAD_DATE',
      field: 'on',
    });
  });
});

it('an erased one is nobody, for ever', () => {
  const one = in_('PUBLISHED');
  one.erase();
  expect(one.erase()?.refusal).toMatchObject({ reason: 'EXEMPLAR_STATUS', params: { status: 'WITHDRAWN' } });
  expect(JSON.stringify(one)).not.toMatch(/Iu|iu|thầy|Giáo|12\/QĐ|000000000003/);
  expect(one.state()).toMatchObject({
    erased: true,
    status: 'WITHDRAWN',
    name: null,
    minor: null,
    basis: null,
  });
});

import { isRefusal, type ReportFigures, type ReportState } from '@app/contracts';
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { Report, type ReportContent } from './report.js';

const [example] = JSON.parse(
  readFileSync('libs/contracts/examples/movements.report.v1.json', 'utf8'),
) as ReportState[];
if (!example) throw new Error('no example');
const { unitId, title, period, unit, titleName, titleNameEn, counts, figures } = example;
const child = (code: string, reportId: string | null) => ({
  ...{ code, name: `Xã ${code}`, nameEn: null, reportId },
  unitId: '0199a2c1-5700-70c1-9107-c2879db61100',
});
const REPORT = '0199a2c1-7f50-733e-b8cd-9ae2918ca630';
const content = (below: ReportState['below'] = [], more: Partial<ReportFigures> = {}): ReportContent => ({
  ...{ unitId, title, period, unit, titleName, titleNameEn, counts, below, pooledBelow: null },
  figures: { ...figures, ...more },
});
let made = 0;
const approve = (
  given: ReportContent,
  standing: Report | null = null,
  { acceptPartial = false, reason = null as string | null } = {},
) =>
  Report.approve(
    given,
    standing,
    { acceptPartial, reason },
    {
      id: `0199a2c1-7f50-733e-b8cd-${String(++made).padStart(12, '0')}`,
      approvedAt: new Date('2025-10-02T02:30:09Z'),
    },
  );
const approved = (...asked: Parameters<typeof approve>): Report => {
  const report = approve(...asked);
  if (isRefusal(report)) throw new Error(report.refusal.reason);
  return report;
};
const refusalOf = (...asked: Parameters<typeof approve>) => {
  const report = approve(...asked);
  return isRefusal(report) ? report.refusal : null;
};
const more = { registered: { value: 713, certainty: 'EXACT' as const } };

describe('an approved report', () => {
  it('is the first version, and the next one names the one that it replaces, with a reason', () => {
    const first = approved(content());
    expect(first.state()).toMatchObject({ number: 1, replacesId: null, reason: null });
    const second = approved(content([], more), first, { reason: 'Đính chính' });
    expect(second.state()).toMatchObject({ number: 2, replacesId: first.id, reason: 'Đính chính' });
    expect(first.state().figures).toEqual(figures);
  });

  it('is not replaced without a reason, nor by one that says the same', () => {
    const first = approved(content());
    expect(refusalOf(content([], more), first)).toMatchObject({
      reason: 'REPORT_APPROVED',
      field: 'reason',
      params: { version: 1 },
    });
    expect(refusalOf(content(), first, { reason: 'x' })?.reason).toBe('REPORT_UNCHANGED');
  });

  it('says the same in whatever order its properties were kept', () => {
    const reversed = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(reversed)
        : value && typeof value === 'object'
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([key, one]) => [key, reversed(one)]),
            )
          : value;
    const kept = approved(content());
    kept.figures = reversed(kept.figures) as ReportFigures;
    expect(refusalOf(content(), kept, { reason: 'x' })?.reason).toBe('REPORT_UNCHANGED');
    expect(kept.agreesWith(figures)).toBe(true);
  });

  it("comes after its children's", () => {
    expect(refusalOf(content([child('1', REPORT), child('2', null), child('3', null)]))).toMatchObject({
      reason: 'CHILDREN_NOT_APPROVED',
      field: 'acceptPartial',
      params: { approved: 1, total: 3, units: 'Xã 2 (2), Xã 3 (3)' },
    });
    expect(approved(content([child('1', REPORT), child('2', REPORT)])).approvedBelow).toBe(2);
  });

  it('names at most five of those that are missing', () => {
    const below = Array.from({ length: 45 }, (_, index) => child(String(index), null));
    expect(refusalOf(content(below))?.params.units).toBe(
      'Xã 0 (0), Xã 1 (1), Xã 2 (2), Xã 3 (3), Xã 4 (4), …',
    );
  });

  it('says k of n where a part is accepted, and is another version once more were approved', () => {
    const partial = { acceptPartial: true };
    const first = approved(content([child('1', REPORT), child('2', null)]), null, partial);
    expect([first.approvedBelow, first.below.length]).toEqual([1, 2]);
    const all = content([child('1', REPORT), child('2', REPORT)]);
    expect(refusalOf(all, first)?.reason).toBe('REPORT_APPROVED');
    expect(approved(all, first, { reason: 'Đủ xã' }).approvedBelow).toBe(2);
  });

  it('agrees with its figures until a count or a baseline changes; targets may come later', () => {
    const report = approved(content());
    expect(report.agreesWith({ ...figures, targets: [] })).toBe(true);
    expect(report.agreesWith({ ...figures, ...more })).toBe(false);
    expect(report.agreesWith({ ...figures, baseline: null })).toBe(false);
  });
});

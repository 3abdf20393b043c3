import {
  CloseMovement,
  DraftMovement,
  isRefusal,
  LaunchMovement,
  RegisterInstitutions,
  ReopenMovement,
} from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { itRefuses, startMovements, type Movements } from '../../../tests/support/movements.js';

let movements: Movements;
beforeAll(async () => {
  movements = await startMovements();
});
afterAll(() => movements.stop());

describe('institutions', () => {
  const school = (code: string, parent = '03127', kind = 'UPPER_SECONDARY') => ({
    code,
    name: 'THPT Lê Quý Đôn',
    parent,
    kind,
  });

  it('are opened under communes and provinces, and the map counts them', async () => {
    const institutions = [school('TRUONG-1'), school('SO-11', '11', 'DEPARTMENT')];
    await movements.written();
    expect(await movements.done(RegisterInstitutions, { institutions })).toEqual({ changed: 2 });
    const { events, audit } = await movements.written();
    expect(events.map(({ type, version }) => `${type} ${version}`)).toEqual([
      'InstitutionRegistered 1',
      'InstitutionRegistered 1',
      'UnitMapChanged 2',
    ]);
    expect(events[2]?.state).toMatchObject({ units: 3358, versions: 3358 });
    expect(audit).toMatchObject([{ action: 'RegisterInstitutions', target: 'TRUONG-1 SO-11' }]);
  });

  const list =
    (...institutions: object[]) =>
    () => ({ institutions });
  itRefuses(() => movements, RegisterInstitutions, [
    ['UNIT_UNKNOWN', 'institutions.1.parent', list(school('T-2'), school('T-3', '99991'))],
    ['UNIT_CLOSED', 'institutions.0.parent', list(school('T-2', '99990'))],
    ['UNIT_LEVEL', 'institutions.0.parent', list(school('T-2', 'VN'))],
    ['UNIT_LEVEL', 'institutions.0.parent', list(school('T-2', 'TRUONG-1'))],
    ['UNIT_EXISTS', 'institutions.0.code', list(school('TRUONG-1'))],
    ['UNIT_EXISTS', 'institutions.1.code', list(school('T-2'), school('T-2'))],
    ['UNIT_EXISTS', 'institutions.0.code', list(school('99999'))],
    ['UNIT_EXISTS', 'institutions.0.code', list(school('00'))],
    ['NO_SUBJECTS', 'institutions', list()],
    ['TOO_MANY_SUBJECTS', 'institutions', list(...Array.from({ length: 1001 }, (_, n) => school(`T-${n}`)))],
  ]);

  it('of one code, asked for at the same time, are opened once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        movements.send(RegisterInstitutions, { institutions: [school('CUNG-LUC')] }),
      ),
    );
    const reasons = answers.map((answer) => (isRefusal(answer) ? answer.refusal.reason : 'done'));
    expect(reasons.sort()).toEqual([...Array<string>(7).fill('UNIT_EXISTS'), 'done']);
  });
});

describe('movements', () => {
  const newTitle = (code: string, more: object = {}) => ({
    code,
    name: 'Trường học số',
    counts: 'trường',
    ...more,
  });
  const draftOf = (code: string, more: object = {}) => ({
    code,
    name: 'Trường học số',
    launchingAuthority: 'PROVINCIAL_CHAIR' as const,
    launchedBy: '11',
    titles: [{ code: 'LEARNING_CLAN' }],
    ...more,
  });

  it('go their course, and each step says so', async () => {
    await movements.written();
    const titles = [{ code: 'LEARNING_CLAN' }, newTitle('DIGITAL_SCHOOL')];
    expect(await movements.done(DraftMovement, draftOf('PT-1', { titles }))).toMatchObject({
      movement: { status: 'DRAFT', version: 1, titles: ['LEARNING_CLAN', 'DIGITAL_SCHOOL'], startsOn: null },
      titles: expect.arrayContaining([expect.objectContaining({ code: 'DIGITAL_SCHOOL', counts: 'trường' })]),
      launchedBy: { code: '11' },
    });
    const again = await movements.done(DraftMovement, draftOf('PT-1', { titles: titles.slice(1) }));
    expect(again.movement).toMatchObject({ version: 2, titles: ['DIGITAL_SCHOOL'] });
    await movements.done(LaunchMovement, { code: 'PT-1' });
    await movements.done(CloseMovement, { code: 'PT-1' });
    const reopened = await movements.done(ReopenMovement, { code: 'PT-1', reason: 'Bổ sung' });
    expect(reopened.movement).toMatchObject({ status: 'LAUNCHED', version: 5, reason: 'Bổ sung' });
    const { events, audit } = await movements.written();
    expect(events.map(({ type, version }) => `${type} ${version}`)).toEqual([
      'TitleDefined 1',
      'MovementDrafted 1',
      'MovementDrafted 2',
      'MovementLaunched 3',
      'MovementClosed 4',
      'MovementReopened 5',
    ]);
    expect(audit.map(({ action, target }) => `${action} ${target}`)).toEqual(
      ['Draft', 'Draft', 'Launch', 'Close', 'Reopen'].map((step) => `${step}Movement PT-1`),
    );
  });

  const draft = (more: object) => () => draftOf('PT-2', more);
  itRefuses(() => movements, DraftMovement, [
    ['UNIT_UNKNOWN', 'launchedBy', draft({ launchedBy: '99991' })],
    ['UNIT_CLOSED', 'launchedBy', draft({ launchedBy: '99990' })],
    ['MOVEMENT_EXISTS', 'code', draft({ code: 'PT-1' })],
    ['MOVEMENT_DATES', 'endsOn', draft({ startsOn: '2025-02-01', endsOn: '2025-01-31' })],
    ['TITLE_INCOMPLETE', 'titles.1.name', draft({ titles: [newTitle('NEW_ONE'), { code: 'NEW_TWO' }] })],
    ['TITLE_INCOMPLETE', 'titles.0.counts', draft({ titles: [{ code: 'NEW_TWO', name: 'Tên' }] })],
    ['TITLE_DIFFERS', 'titles.0', draft({ titles: [newTitle('DIGITAL_SCHOOL', { name: 'Tên khác' })] })],
    ['TITLE_DIFFERS', 'titles.1', draft({ titles: [newTitle('NEW'), newTitle('NEW', { counts: 'khác' })] })],
  ]);
  for (const definition of [LaunchMovement, CloseMovement, ReopenMovement])
    itRefuses(() => movements, definition, [
      ['MOVEMENT_UNKNOWN', 'code', () => ({ code: 'KHONG-CO', reason: 'x' })],
    ]);
  itRefuses(() => movements, LaunchMovement, [['MOVEMENT_NOT_OPEN', 'code', () => ({ code: 'PT-1' })]]);
  itRefuses(() => movements, ReopenMovement, [
    ['MOVEMENT_NOT_OPEN', 'code', () => ({ code: 'PT-1', reason: 'x' })],
  ]);
  it('refuses CloseMovement: MOVEMENT_NOT_OPEN at code', async () => {
    await movements.done(DraftMovement, draftOf('PT-3'));
    expect(await movements.refusedAs(CloseMovement, { code: 'PT-3' })).toEqual(['MOVEMENT_NOT_OPEN', 'code']);
  });

  it('drafted at the same time, with the same new title, all stand', async () => {
    await movements.written();
    const drafted = await Promise.all(
      ['PT-4', 'PT-4', 'PT-4', 'PT-4', 'PT-5', 'PT-6'].map((code) =>
        movements.done(DraftMovement, draftOf(code, { titles: [newTitle('SAME_TIME')] })),
      ),
    );
    const versions = drafted.map(({ movement }) => `${movement.code} ${movement.version}`);
    expect(versions.sort()).toEqual(['PT-4 1', 'PT-4 2', 'PT-4 3', 'PT-4 4', 'PT-5 1', 'PT-6 1']);
    const { events } = await movements.written();
    expect(events.filter(({ type }) => type === 'TitleDefined')).toHaveLength(1);
  });
});

import { isRefusal, MOST_SUBJECTS, refuse, RegisterInstitutions as contract } from '@app/contracts';
import { Outbox } from '@app/messaging';
import { CommandOf } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { v7 as uuid } from 'uuid';
import { findUnit, saveUnits, type Changed } from './find-unit.js';
import { Unit } from './unit.js';

export class RegisterInstitutions extends CommandOf(contract) {}

/** Schools, the Department, associations: under a commune or a province, with a code of their own. */
@CommandHandler(RegisterInstitutions)
export class RegisterInstitutionsHandler implements ICommandHandler<RegisterInstitutions> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: RegisterInstitutions) {
    const { institutions } = input;
    return this.outbox.transaction(context, async (tx) => {
      if (institutions.length === 0) return refuse('NO_SUBJECTS', 'institutions');
      if (institutions.length > MOST_SUBJECTS)
        return refuse('TOO_MANY_SUBJECTS', 'institutions', {
          most: MOST_SUBJECTS,
          count: institutions.length,
        });
      const opened: Changed[] = [];
      for (const [index, { code, name, parent, kind }] of institutions.entries()) {
        const field = `institutions.${index}`;
        const above = await findUnit(tx, parent, {
          field: `${field}.parent`,
          levels: ['PROVINCE', 'COMMUNE'],
        });
        if (isRefusal(above)) return above;
        const taken = opened.some(([unit]) => unit.code === code) || (await tx.existsBy(Unit, { code }));
        if (taken || /^(VN|\d{2}|\d{5})$/.test(code)) return refuse('UNIT_EXISTS', `${field}.code`, { code });
        opened.push([
          Unit.open({ id: uuid(), code, name, level: 'INSTITUTION', parentId: above.id, kind }),
          'InstitutionRegistered',
        ]);
      }
      const events = await saveUnits(tx, { opened });
      return {
        value: { changed: opened.length },
        events,
        target: opened.map(([{ code }]) => code).join(' '),
      };
    });
  }
}

import { TitleState, type PeriodKind, type SubjectKind } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What participants register for and are recognised in (rule 0). Never an emulation title of the Law: those are another catalogue. */
@Entity('title')
export class Title {
  @PrimaryColumn('text') code!: string;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) nameEn!: string | null;
  /** What the baseline counts. */
  @Column('text') counts!: string;
  @Column('text') subjectKind!: SubjectKind;
  @Column('text') periodKind!: PeriodKind;
  @Column('int') version!: number;

  state(): TitleState {
    return TitleState.parse(this);
  }
}

/** The four learning models (Decisions 387/QĐ-TTg and 1315/QĐ-TTg), registered by calendar year. */
export const builtInTitles: Title[] = [
  ['LEARNING_FAMILY', 'Gia đình học tập', 'Learning Family', 'hộ gia đình', 'HOUSEHOLD'],
  ['LEARNING_CLAN', 'Dòng họ học tập', 'Learning Clan', 'dòng họ, chi họ', 'COLLECTIVE'],
  ['LEARNING_COMMUNITY', 'Cộng đồng học tập', 'Learning Community', 'thôn, bản, tổ dân phố', 'COLLECTIVE'],
  ['LEARNING_UNIT', 'Đơn vị học tập', 'Learning Unit', 'cơ quan, trường học, doanh nghiệp', 'COLLECTIVE'],
].map(([code, name, nameEn, counts, subjectKind]) =>
  Object.assign(new Title(), {
    code,
    name,
    nameEn,
    counts,
    subjectKind,
    periodKind: 'CALENDAR_YEAR',
    version: 1,
  } as Title),
);

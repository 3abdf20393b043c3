import { ArgsType, Field, Float, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionOf, described } from '../commands.js';
import { DateTimeScalar } from '../kinds.js';
import { ImportKindName } from './kinds/import-kinds.js';

const enumOf = (name: string, description: string, values: Record<string, string>) => {
  const members = Object.fromEntries(Object.keys(values).map((value) => [value, value]));
  const valuesMap = Object.fromEntries(
    Object.entries(values).map(([value, meaning]) => [value, { description: meaning }]),
  );
  registerEnumType(members, { name, description, valuesMap });
  return members;
};
const ImportKindEnum = enumOf('ImportKind', 'What the rows of a file are.', {
  SUBJECTS: 'Participants of rosters, as registerSubjects takes them.',
  BASELINES: 'Baselines, as recordBaselines takes them.',
  PROJECTS: 'Entries of a competition, as submitEntries takes them.',
  PRIZES: 'Prizes of a competition, as awardPrizes takes them.',
  RECIPIENTS: 'Recipients of decisions, as recordCommendations and recordEmulationTitles take them.',
} satisfies Record<ImportKindName, string>);
const ImportStatusEnum = enumOf('ImportStatus', 'How far an import is.', {
  READING: 'The file is being read.',
  CHECKING: 'Its rows are being rehearsed: nothing is recorded.',
  CHECKED: 'It waits to be run, or given up.',
  RUNNING: 'Its rows are being recorded.',
  PAUSED: 'It stopped before its end; it may be run again, from where it stopped.',
  DONE: 'Every row is recorded or refused.',
  FAILED: 'The file cannot be read as a table of this kind.',
  CANCELLED: 'It was given up; what was recorded before stays.',
});
export const ImportOutcomeEnum = enumOf('ImportOutcome', 'What became of a row.', {
  UNCHECKED: 'It was not rehearsed yet.',
  READY: 'It would be recorded.',
  REFUSED: 'It is not recorded: see code and message.',
  UNCHANGED: 'It stands already, in the same words.',
  DONE: 'It was recorded.',
});

@ObjectType({ description: 'Why an import failed or paused, or a row was refused.' })
export class ImportFault {
  @Field({ description: 'Stable, UPPER_SNAKE: a refusal of the matching mutation, or one of the file.' })
  code!: string;
  @Field({ description: 'In words, in the language of Accept-Language (Vietnamese unless en).' })
  message!: string;
}

@ObjectType({ description: 'An uploaded table and how far it is.' })
export class Import {
  @Field(() => ID, { description: 'Identity; part of its addresses under /imports.' })
  id!: string;
  @Field(() => ImportKindEnum, { description: 'What its rows are.' })
  kind!: string;
  @Field({ description: 'As the upload named it.' })
  fileName!: string;
  @Field(() => ImportStatusEnum, { description: 'How far it is.' })
  status!: string;
  @Field(() => ImportFault, { nullable: true, description: 'Why it failed or paused; null: it did not.' })
  fault!: ImportFault | null;
  @Field(() => Int, { description: 'Rows of data read so far.' })
  rows!: number;
  @Field(() => Int, { description: 'Rows that would be recorded and are not yet.' })
  ready!: number;
  @Field(() => Int, { description: 'Rows that are refused.' })
  refused!: number;
  @Field(() => Int, { description: 'Rows that stand already.' })
  unchanged!: number;
  @Field(() => Int, { description: 'Rows that were recorded.' })
  done!: number;
  @Field(() => Float, {
    nullable: true,
    description:
      'Rows a second since checking or running began; null: neither is under way, or it has just begun.',
  })
  rowsPerSecond!: number | null;
  @Field(() => Int, {
    nullable: true,
    description: 'Seconds to the end of the phase, at this speed; null likewise.',
  })
  secondsLeft!: number | null;
  @Field(() => DateTimeScalar, { description: 'When the file was received.' })
  createdAt!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended or stopped; null: it goes on.' })
  endedAt!: string | null;
}
export const ImportConnection = connectionOf('ImportConnection', Import, 'A page of imports.');

@ObjectType({ description: 'What became of one row of a file.' })
export class ImportedRow {
  @Field(() => Int, { description: 'Its number as the spreadsheet counts.' })
  number!: number;
  @Field(() => ImportOutcomeEnum, { description: 'What became of it.' })
  outcome!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Header of the column at fault; null: no single one is.',
  })
  column!: string | null;
  @Field(() => ImportFault, { nullable: true, description: 'Why it is refused; null: it is not.' })
  fault!: ImportFault | null;
}
export const ImportedRowConnection = connectionOf('ImportedRowConnection', ImportedRow, 'A page of rows.');

@ArgsType()
export class ImportPage {
  @Field(() => ID, { nullable: true, description: 'Only the import of this id; null: all of them.' })
  id?: string | null;
  @Field(() => Int, { nullable: true, defaultValue: 50, description: described.first })
  first!: number | null;
  @Field(() => String, { nullable: true, description: described.after })
  after?: string | null;
}
@ArgsType()
export class ImportedRowPage {
  @Field(() => ID, { description: 'Id of an import.' })
  import!: string;
  @Field(() => ImportOutcomeEnum, { nullable: true, description: 'Only rows of this outcome; null: all.' })
  outcome?: string | null;
  @Field(() => Int, { nullable: true, defaultValue: 50, description: described.first })
  first!: number | null;
  @Field(() => String, { nullable: true, description: described.after })
  after?: string | null;
}

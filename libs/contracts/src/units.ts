// Units, the map that they make, and how it changes through time.
import { z } from 'zod';
import { Changed, list } from './changed.js';
import { command, topic } from './contract.js';
import { DateOn, Id, text, UnitCode, UnitLevel, Version } from './shapes.js';

export const UnitChangeKind = z.enum(['CREATED', 'RENAMED', 'MOVED', 'MERGED', 'SPLIT', 'CLOSED']);
/**
 * What happened to a unit (rule 10). `on`: the first day on which it holds. RENAMED keeps the names, MOVED the parent,
 * that it had until then; else they are null.
 */
export const UnitChange = z.object({
  kind: UnitChangeKind,
  on: DateOn,
  document: z.string(),
  name: z.string().nullable().default(null),
  nameEn: z.string().nullable().default(null),
  parentId: Id.nullable().default(null),
});
export type UnitChange = z.infer<typeof UnitChange>;
/**
 * An administrative unit or an institution. `id` is the identity; a code can denote another unit at another date (rule 9).
 * Names and parent are the last ones; `changes`, oldest first, tell the earlier ones.
 */
export const UnitState = z.object({
  id: Id,
  code: UnitCode,
  name: z.string(),
  nameEn: z.string().nullable(),
  level: UnitLevel,
  parentId: Id.nullable(),
  /** Kind of an institution, such as UPPER_SECONDARY; null for administrative units. */
  kind: z.string().nullable(),
  validFrom: DateOn.nullable(),
  validTo: DateOn.nullable(),
  successorIds: z.array(Id),
  /** Percent of its figures that went to each of successorIds, in their order; null: not known. */
  shares: z.array(z.number()).nullable().default(null),
  changes: z.array(UnitChange).default([]),
  version: Version,
});
export type UnitState = z.infer<typeof UnitState>;
export const units = topic({
  name: 'movements.unit',
  types: [
    'UnitOpened',
    'InstitutionRegistered',
    'UnitRenamed',
    'UnitMoved',
    'UnitMerged',
    'UnitSplit',
    'UnitClosed',
  ],
  key: (unit: UnitState) => unit.id,
  state: UnitState,
});

/**
 * How many units there are and the sum of their versions: a copy that holds as much is complete. `oldUnitsLoaded`: those
 * until 30 June 2025 are among them, which come after the first start (MAP_LOADING).
 */
export const UnitMapState = z.object({
  id: z.literal('unit-map'),
  units: z.int(),
  versions: z.int(),
  oldUnitsLoaded: z.boolean().default(true),
  version: Version,
});
export type UnitMapState = z.infer<typeof UnitMapState>;
export const unitMaps = topic({
  name: 'movements.unit-map',
  types: ['UnitMapChanged'],
  key: (map: UnitMapState) => map.id,
  state: UnitMapState,
});

/** Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, UNIT_EXISTS, NO_SUBJECTS, TOO_MANY_SUBJECTS. */
export const RegisterInstitutions = command(
  'movements',
  'RegisterInstitutions',
  z.object({
    institutions: list(z.object({ code: UnitCode, name: text(300), parent: UnitCode, kind: text(60) })),
  }),
  Changed,
);
/** What a change of the map of units rests on. `on`: the first day on which it holds. */
const ofMap = { on: DateOn, document: text() };
/** A unit to be: new where name and parent are given, else the one that bears the code on the day. */
const UnitInto = {
  code: UnitCode,
  name: text(300).nullish(),
  nameEn: text(300).nullish(),
  parent: UnitCode.nullish(),
};
const Share = z
  .number()
  .refine(
    (percent) => percent > 0 && percent < 100 && Number(percent.toFixed(2)) === percent,
    'must be above 0 and below 100, with at most two decimals',
  );
/** Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, UNIT_EXISTS, UNIT_CODE. */
export const CreateUnit = command(
  'movements',
  'CreateUnit',
  z.object({
    code: UnitCode,
    name: text(300),
    nameEn: text(300).nullish(),
    level: UnitLevel.exclude(['COUNTRY', 'INSTITUTION']),
    parent: UnitCode,
    ...ofMap,
  }),
  Changed,
);
/** Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_DATE, UNIT_SAME. */
export const RenameUnit = command(
  'movements',
  'RenameUnit',
  z.object({ unit: UnitCode, name: text(300), nameEn: text(300).nullish(), ...ofMap }),
  Changed,
);
/** Stands under another unit from the day. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, UNIT_DATE, UNIT_SAME. */
export const MoveUnit = command(
  'movements',
  'MoveUnit',
  z.object({ unit: UnitCode, parent: UnitCode, ...ofMap }),
  Changed,
);
/**
 * Closes the units; one takes their place, with all that stood below them. Of the periods that have not ended by the day its
 * baseline is the sum of theirs (rule 10). Refusals: UNIT_*, NO_SUBJECTS, TOO_MANY_SUBJECTS.
 */
export const MergeUnits = command(
  'movements',
  'MergeUnits',
  z.object({ units: z.array(UnitCode).max(1000), into: z.object(UnitInto), ...ofMap }),
  Changed,
);
/**
 * Closes the unit; two or more take its place. `share`: percent of its figures, for all parts, 100 together, or for none;
 * `units`: which of the units below it go to the part. Refusals: UNIT_*, SPLIT_PARTS, SPLIT_SHARES, UNIT_HAS_UNITS.
 */
export const SplitUnit = command(
  'movements',
  'SplitUnit',
  z.object({
    unit: UnitCode,
    into: z
      .array(
        z.object({
          ...UnitInto,
          share: Share.nullish(),
          units: z.array(UnitCode).max(1000).nullish(),
        }),
      )
      .max(100),
    ...ofMap,
  }),
  Changed,
);
/** Without a successor. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, UNIT_DATE, UNIT_HAS_UNITS. */
export const CloseUnit = command('movements', 'CloseUnit', z.object({ unit: UnitCode, ...ofMap }), Changed);

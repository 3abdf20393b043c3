import type { CommandDefinition, Language } from '@app/contracts';
import { z } from 'zod';

/** A column that a kind of file can have. `headers`: how people write it, the first as templates show it. */
export interface Column {
  /** The field of the command that it fills. */
  id: string;
  headers: Record<Language, readonly [string, ...string[]]>;
  reads: 'text' | 'unit' | 'count' | 'date' | 'choice' | 'flag' | 'names' | 'dates' | 'titles';
  choices?: Record<string, readonly string[]>;
  /** A cell without a value is refused, unless the upload gives one for all rows under the same name. */
  required?: boolean;
}
/** Values of a row by the ids of its columns, beside those that the upload gave for all of them. */
type Values = Record<string, unknown>;
type Parameters = Record<string, unknown>;

export interface ImportKind {
  /** Asked for a chunk of rows; its permission is that of the upload. */
  command(parameters: Parameters): CommandDefinition;
  /** The input's list, and what stands beside it, the same for all rows of a chunk. */
  list: string;
  columns: readonly Column[];
  /** What the upload says of all rows. */
  parameters: z.ZodObject;
  shared(values: Values, parameters: Parameters): object;
  item(values: Values, parameters: Parameters): object;
  /** Rows with the same `shared` are recorded together or not at all, in one command. */
  together?: boolean;
  /** What is recorded of one group changes nothing for another, so that several are sent at a time. */
  apart?: boolean;
}

/** The unit that a row speaks of. */
export const unit: Column = {
  id: 'unit',
  headers: {
    vi: [
      'Mã đơn vị',
      'Mã xã',
      'Mã phường',
      'Mã xã phường',
      'Mã xã/phường/đặc khu',
      'Mã ĐVHC',
      'Mã trường',
      'Mã tỉnh',
      'Đơn vị',
    ],
    en: ['Unit code', 'Unit', 'Commune code'],
  },
  reads: 'unit',
  required: true,
};

/** A yes or no that the upload may say. */
export const flag = z.stringbool().optional();

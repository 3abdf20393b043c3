import { expect, it } from '@jest/globals';
import { readWorkbook } from '../../../../tests/support/read-workbook.js';
import { template } from './import-result.js';
import { ImportKindName } from './kinds/import-kinds.js';

it.each(ImportKindName.options)(
  'what is typed into a template of %s stays as typed: its cells are text',
  async (kind) => {
    const file = Buffer.from(await template(kind, [{ code: '03127', name: 'Phường Điện Biên Phủ' }], 'vi'));
    const parts = await readWorkbook(file, 'parts');
    const styles = parts.get('xl/styles.xml') ?? '';
    const [, ofCells = ''] = /<cellXfs[^>]*>(.*?)<\/cellXfs>/.exec(styles) ?? [];
    const formats = [...ofCells.matchAll(/<xf numFmtId="(\d+)"/g)].map(([, id]) => id);
    const [, style] = /<c r="B1000" s="(\d+)"\/>/.exec(parts.get('xl/worksheets/sheet1.xml') ?? '') ?? [];
    expect(styles).toContain(`<numFmt numFmtId="${formats[Number(style)]}" formatCode="@"/>`);
  },
);

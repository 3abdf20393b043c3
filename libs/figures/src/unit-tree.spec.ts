import type { UnitState } from '@app/contracts';
import { describe, expect, it } from '@jest/globals';
import { searchKey } from '@app/names';
import { UnitTree } from './unit-tree.js';

const unit = (
  id: string,
  parentId: string | null,
  level: UnitState['level'],
  given: Partial<UnitState> = {},
): UnitState => ({
  id,
  code: id,
  name: id,
  nameEn: null,
  level,
  parentId,
  kind: null,
  validFrom: '2025-07-01',
  validTo: null,
  successorIds: [],
  shares: null,
  changes: [],
  version: 1,
  ...given,
});
const country = unit('VN', null, 'COUNTRY', { validFrom: null });
const province = unit('11', 'VN', 'PROVINCE');
const commune = (id: string, given: Partial<UnitState> = {}) => unit(id, '11', 'COMMUNE', given);
const names = (nodes: readonly { state: UnitState }[]) => nodes.map(({ state }) => state.name);
const at = (tree: UnitTree, id: string) => {
  const node = tree.byId.get(id);
  if (!node) throw new Error(`no ${id}`);
  return node;
};

describe('find (rule 9)', () => {
  const tree = new UnitTree([
    country,
    province,
    commune('old', { code: '03127', validFrom: null, validTo: '2025-06-30' }),
    commune('new', { code: '03127' }),
    commune('later', { code: '03199', validFrom: '2026-01-01' }),
    commune('closed', { code: '03200', validFrom: '2025-07-01', validTo: '2025-08-31' }),
  ]);
  it.each([
    ['03127', '1999-01-01', 'old'],
    ['03127', '2025-06-30', 'old'],
    ['03127', '2025-07-01', 'new'],
    ['03127', '2099-12-31', 'new'],
    ['03199', '2025-12-31', null],
    ['03199', '2026-01-01', 'later'],
    ['03200', '2025-08-31', 'closed'],
    ['03200', '2025-09-01', null],
    ['3127', '2025-07-01', null],
    ['', '2025-07-01', null],
  ])('%s on %s is %s', (code, day, id) => {
    expect(tree.find(code, day)?.state.id ?? null).toBe(id);
  });

  it('counts and lists the units of the day', () => {
    const ids = (day: string) =>
      tree
        .below(at(tree, '11'), day)
        .map(({ state }) => state.id)
        .sort();
    expect(ids('2025-06-30')).toEqual(['old']);
    expect(ids('2025-07-01')).toEqual(['closed', 'new']);
    expect(ids('2026-01-01')).toEqual(['later', 'new']);
    for (const day of ['2025-06-30', '2025-07-01', '2026-01-01', '2025-07-01'])
      expect(tree.communes(at(tree, '11'), day)).toBe(ids(day).length);
  });
});

describe('the tree', () => {
  const tree = new UnitTree([
    // Children may come before their parents, and a unit's state again: the last counts.
    unit('school', '03127', 'INSTITUTION'),
    unit('department', '11', 'INSTITUTION', { validFrom: null }),
    commune('03127', { name: 'Tên cũ' }),
    province,
    unit('12', 'VN', 'PROVINCE'),
    country,
    commune('03128'),
    commune('03127', { name: 'Mường Thanh', version: 2 }),
    unit('orphan', 'nowhere', 'COMMUNE'),
  ]);

  it('links what it has, and keeps what has no parent', () => {
    expect(at(tree, 'school').parent?.parent?.parent?.state.id).toBe('VN');
    expect(at(tree, 'orphan').parent).toBeNull();
    expect(at(tree, '03127').state.name).toBe('Mường Thanh');
    expect(tree.states()).toHaveLength(8);
    expect(names(at(tree, '11').children)).toEqual(['03128', 'department', 'Mường Thanh']);
  });

  it('has no institutions among the units that figures are pooled from', () => {
    const day = '2025-12-31';
    expect(names(tree.below(at(tree, '11'), day))).toEqual(['03128', 'Mường Thanh']);
    expect(names(tree.below(at(tree, 'VN'), day))).toEqual(['11', '12']);
    expect(['VN', '11', '12', '03127'].map((id) => tree.communes(at(tree, id), day))).toEqual([2, 2, 0, 1]);
  });
});

it('orders names as Vietnamese does, the same ones by code', () => {
  const ordered = [
    'Ảng Nưa',
    'Búng Lao',
    'Chà Tở',
    'Chiềng Sinh',
    'Điện Biên Phủ',
    'Mường Ảng',
    'Mường Chà',
    'Nà Hỳ',
    'Nà Sang',
    'Tủa Chùa',
    'Xa Dung',
  ];
  const shuffled = ordered.map((name, index) => ({ name, code: String((index * 7) % 11) }));
  const children = (given: { name: string; code: string }[]) =>
    names(
      at(new UnitTree([province, ...given.map(({ name, code }) => commune(code, { name }))]), '11').children,
    );
  expect(children(shuffled.toSorted((a, b) => Number(a.code) - Number(b.code)))).toEqual(ordered);
  // D before Đ, and the five tones of one letter: level, grave, hook, tilde, acute, dot.
  const words = ['Da', 'Đa', 'Ma', 'Mà', 'Mả', 'Mã', 'Má', 'Mạ', 'Mă', 'Mâ', 'O', 'Ô', 'Ơ', 'U', 'Ư'];
  expect(children(words.toReversed().map((name, index) => ({ name, code: `${index}` })))).toEqual(words);
  const same = new UnitTree([
    province,
    commune('03129', { name: 'Thanh' }),
    commune('03128', { name: 'Thanh' }),
  ]);
  expect(at(same, '11').children.map(({ state }) => state.code)).toEqual(['03128', '03129']);
});

it.each([
  ['Điện Biên Phủ', 'dien bien phu'],
  ['ĐẮK LẮK', 'dak lak'],
  ['Thừa Thiên  Huế ', 'thua thien hue'],
  ['Hoà', 'hoa'],
  ['Hòa', 'hoa'],
  ['Cồn Cỏ', 'con co'],
  ['Quỳnh Ngữ', 'quynh ngu'],
  ['Ba Đình 2', 'ba dinh 2'],
  ['', ''],
])('%s is found as "%s", in NFC and NFD', (name, key) => {
  expect(searchKey(name.normalize('NFC'))).toBe(key);
  expect(searchKey(name.normalize('NFD'))).toBe(key);
  expect(new UnitTree([commune('x', { name })]).byId.get('x')?.key).toBe(key);
});

import { expect, it } from '@jest/globals';
import { slugOf } from './slug.js';

it.each([
  ['Bùi Văn Iu', 'bui-van-iu'],
  ['Em C.Q.S., học sinh lớp 8', 'em-c-q-s-hoc-sinh-lop-8'],
  ['  Trường THPT chuyên Lê Quý Đôn  ', 'truong-thpt-chuyen-le-quy-don'],
  ['Nguyễn Tiến Thành', 'nguyen-tien-thanh'],
  ['田中', 'dien-hinh'],
  ['…', 'dien-hinh'],
])('%s is %s', (name, slug) => expect(slugOf(name)).toBe(slug));

it('is not longer than an address should be, and never ends in a dash', () => {
  const slug = slugOf('Điển hình '.repeat(40));
  expect(slug.length).toBeLessThanOrEqual(80);
  expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
});

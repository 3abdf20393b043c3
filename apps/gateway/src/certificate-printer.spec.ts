import { createLog } from '@app/platform';
import { createCanvas } from '@napi-rs/canvas';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import jsqr from 'jsqr';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { CertificateDocument } from './certificate-document.js';
import { CertificatePrinter, type PrinterLimits } from './certificate-printer.js';

// A file takes a tenth of a second, and a processor that others use too.
jest.setTimeout(60_000);

const document: CertificateDocument = {
  office: 'Giám đốc Sở Giáo dục và Đào tạo tỉnh Điện Biên',
  verb: 'Tặng',
  title: 'Giấy khen',
  recipient: 'Lò Thị Hòa',
  of: 'Giáo viên, Trường THPT Mường Phăng, tỉnh Điện Biên',
  prize: null,
  occasion: null,
  achievement: 'Có thành tích trong phong trào thi đua năm học 2024-2025',
  decision: 'Quyết định số 12/QĐ-SGDĐT ngày 02 tháng 4 năm 2025',
  placeAndDate: 'Điện Biên, ngày 02 tháng 4 năm 2025',
  signatory: 'Nguyễn Văn A',
  signatoryPosition: 'Giám đốc',
  datedOn: '2025-04-02',
  code: '7K3P-QX9M-2W8R-HT5V-B4NC-JG6D-K2A9',
  checkUrl: 'https://thidua.example.vn/certificates/7K3P-QX9M-2W8R-HT5V-B4NC-JG6D-K2A9',
};
const numbered = (number: number): CertificateDocument => ({ ...document, recipient: `Người thứ ${number}` });

const printers: CertificatePrinter[] = [];
const logged: string[] = [];
function printerOf(limits: Partial<PrinterLimits> = {}) {
  const whole = { waiting: 10, deadlineMs: 20_000, keptBytes: 10_000_000, ...limits };
  const log = createLog('test', 'silent');
  const printer = new CertificatePrinter(
    whole,
    Object.assign(Object.create(log), { error: (...said: unknown[]) => logged.push(JSON.stringify(said)) }),
  );
  printers.push(printer);
  return { printer, limits: whole };
}
afterEach(async () => {
  logged.length = 0;
  for (const printer of printers.splice(0)) await printer.onApplicationShutdown();
});

const opened = (pdf: Uint8Array) => getDocument({ data: Uint8Array.from(pdf), verbosity: 0 }).promise;
/** The text of each page as a reader copies it, without the breaks of lines. */
async function pagesOf(pdf: Uint8Array): Promise<string[]> {
  const file = await opened(pdf);
  return Promise.all(
    Array.from({ length: file.numPages }, async (_, index) => {
      const { items } = await (await file.getPage(index + 1)).getTextContent();
      return items.map((item) => ('str' in item ? item.str : '')).join('');
    }),
  );
}
const bare = (text: string) => text.replace(/\s/g, '');
const unavailable = { code: 'SERVICE_UNAVAILABLE' };

const vowels =
  'aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ'.replace(/[aeiouy]/g, '') + 'đ';
/** The 67 letters beyond ASCII, small and capital. */
const letters = vowels + vowels.toLocaleUpperCase('vi');

describe('the text of the file', () => {
  it('is every word of the certificate, letter for letter', async () => {
    const { printer } = printerOf();
    const [page = '', ...more] = await pagesOf(await printer.print(document));
    expect(more).toEqual([]);
    const upper = (text: string) => text.toLocaleUpperCase('vi');
    for (const text of [
      'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
      'Độc lập - Tự do - Hạnh phúc',
      upper(document.office),
      upper(document.title),
      document.recipient,
      document.of,
      document.achievement ?? '',
      document.decision,
      document.placeAndDate,
      document.signatory ?? '',
      'GIÁM ĐỐC',
      document.code,
      document.checkUrl,
      'Bản tra cứu: in từ dữ liệu của hệ thống, không thay cho bản chính có chữ ký và con dấu.',
    ])
      expect(bare(page)).toContain(bare(text));
  });

  it.each(['NFC', 'NFD'])('has all 134 Vietnamese letters, given in %s', async (form) => {
    expect(new Set(letters).size).toBe(134);
    const given = letters.normalize(form);
    const { printer } = printerOf();
    const [page = ''] = await pagesOf(
      await printer.print({ ...document, recipient: given, of: given, achievement: given }),
    );
    expect(bare(page).split(letters)).toHaveLength(4);
  });

  it('has the letters of names in other languages of Việt Nam', async () => {
    const names = 'Y Ƀlŏ Ê̆ban, Hơ Čil, K’Brĕ, Aʼlăng, Ñô̆, Ŭ ư̆ ơ̆ Č̣';
    const [page = ''] = await pagesOf(await printerOf().printer.print({ ...document, recipient: names }));
    expect(bare(page)).toContain(bare(names.normalize('NFC')));
  });

  it('is refused where a letter has no glyph, with the letter in the log; the next is printed', async () => {
    const { printer } = printerOf();
    await expect(printer.print({ ...document, signatory: 'Lò Thị 中' })).rejects.toMatchObject(unavailable);
    expect(logged.join()).toContain('U+4E2D (中)');
    expect((await printer.print(document)).length).toBeGreaterThan(10_000);
  });

  it.each(['Có thành tích xuất sắc. '.repeat(84).slice(0, 2000), 'Ợ'.repeat(2000)])(
    'of a long achievement is whole on a second page',
    async (achievement) => {
      const long = {
        ...document,
        recipient: 'Nguyễn Thị '.repeat(28).slice(0, 300),
        of: 'Trường phổ thông dân tộc nội trú '.repeat(16).slice(0, 500),
        signatory: 'Trần Thị '.repeat(23).slice(0, 200),
        signatoryPosition: 'Phó Giám đốc '.repeat(16).slice(0, 200),
        achievement,
      };
      const pages = await pagesOf(await printerOf().printer.print(long));
      expect(pages).toHaveLength(2);
      expect(bare(pages[0] ?? '')).toContain(bare('… (xem toàn văn ở trang 2)'));
      for (const text of [long.recipient, long.signatory, long.signatoryPosition.toLocaleUpperCase('vi')])
        expect(bare(pages[0] ?? '')).toContain(bare(text));
      for (const text of [long.of, achievement]) expect(bare(pages[1] ?? '')).toContain(bare(text));
    },
  );
});

it('looks like a certificate whose QR code leads to its check', async () => {
  const page = await (await opened(await printerOf().printer.print(document))).getPage(1);
  const viewport = page.getViewport({ scale: 2 });
  const canvas = createCanvas(viewport.width, viewport.height);
  await page.render({ canvas: canvas as never, viewport }).promise;
  const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  expect(width / height).toBeCloseTo(297 / 210, 2);
  expect((jsqr as unknown as typeof jsqr.default)(data, width, height)?.data).toBe(document.checkUrl);
});

describe('the printer', () => {
  it('prints the same document into the same bytes', async () => {
    const [one, other] = await Promise.all(
      [printerOf(), printerOf()].map(({ printer }) => printer.print(document)),
    );
    expect(Buffer.compare(one as Uint8Array, other as Uint8Array)).toBe(0);
  });

  it('prints once what many ask for, and keeps what was asked for last', async () => {
    const { printer, limits } = printerOf({ waiting: 1 });
    const [first, ...same] = await Promise.all(Array.from({ length: 20 }, () => printer.print(document)));
    for (const file of same) expect(file).toBe(first);
    expect(await printer.print({ ...document })).toBe(first);
    limits.keptBytes = (first as Uint8Array).length * 2.5;
    const second = await printer.print(numbered(2));
    await printer.print(document);
    await printer.print(numbered(3));
    expect(await printer.print(document)).toBe(first);
    expect(await printer.print(numbered(2))).not.toBe(second);
  });

  it('refuses when too many wait, and prints the others', async () => {
    const { printer } = printerOf({ waiting: 2 });
    const asked = [1, 2, 3, 4].map((number) => printer.print(numbered(number)));
    const told = await Promise.allSettled(asked);
    expect(told.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
    await expect(asked[3]).rejects.toMatchObject(unavailable);
    expect((await printer.print(numbered(4))).length).toBeGreaterThan(10_000);
  });

  it('gives up what takes too long, waiting or not, and goes on', async () => {
    const { printer, limits } = printerOf({ deadlineMs: 1 });
    const late = await Promise.allSettled([1, 2, 3].map((number) => printer.print(numbered(number))));
    for (const each of late) expect(each).toMatchObject({ status: 'rejected', reason: unavailable });
    limits.deadlineMs = 20_000;
    expect((await printer.print(numbered(1))).length).toBeGreaterThan(10_000);
  });

  it('replaces a thread that dies', async () => {
    const { printer } = printerOf();
    const [dying, waiting] = [printer.print(numbered(1)), printer.print(numbered(2))];
    const { worker } = printer as unknown as { worker: { terminate(): Promise<number> } };
    await Promise.all([
      worker.terminate(),
      expect(dying).rejects.toMatchObject(unavailable),
      waiting.then((pdf) => expect(pdf.length).toBeGreaterThan(10_000)),
    ]);
  });

  it('tells those who wait when the gateway stops, and prints no more', async () => {
    const { printer } = printerOf();
    const asked = [1, 2].map((number) => printer.print(numbered(number)));
    const told = Promise.allSettled(asked);
    await printer.onApplicationShutdown();
    for (const each of await told) expect(each).toMatchObject({ status: 'rejected', reason: unavailable });
    await expect(printer.print(document)).rejects.toMatchObject(unavailable);
  });
});

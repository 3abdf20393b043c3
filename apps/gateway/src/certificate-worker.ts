// Runs in a thread of its own. Node reads this file without a compiler in tests: it imports nothing of ours but types.
import type { Font } from 'fontkit';
import * as fontkit from 'fontkit';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import PDFDocument from 'pdfkit';
import encodeQR from 'qr';
import type { CertificateDocument } from './certificate-document.js';

/** What comes back of a document: the file, or why it cannot be printed. */
export type Printed = { pdf: Uint8Array<ArrayBuffer> } | { error: string };

type Face = 'regular' | 'bold' | 'italic';

/** A text in a box: the largest of the sizes at which it fits; where none is small enough, its beginning. */
interface Block {
  text: string;
  face: Face;
  /** Points, the largest first. */
  sizes: [number, ...number[]];
  /** Its greatest height in points; at the smallest size, what goes beyond is cut. */
  most: number;
  /** Points above it. */
  gap: number;
  colour?: string;
  /** What the text is called where it is printed whole, on the second page; empty where it always fits. */
  called: string;
}

// A bundle keeps import.meta.filename; import.meta.url would become the path of this file where it was built.
const { resolve } = createRequire(import.meta.filename);
const files: Record<Face, string> = {
  regular: '400Regular/NotoSerif_400Regular.ttf',
  bold: '700Bold/NotoSerif_700Bold.ttf',
  italic: '400Regular_Italic/NotoSerif_400Regular_Italic.ttf',
};
const faces = Object.keys(files) as Face[];
const data = Object.fromEntries(
  faces.map((face) => [face, readFileSync(resolve(`@expo-google-fonts/noto-serif/${files[face]}`))]),
) as Record<Face, Buffer>;
const fonts = faces.map((face) => fontkit.create(data[face]) as Font);

// A4 landscape, in points.
const WIDTH = 841.89;
const HEIGHT = 595.28;
const SIDE = 84;
const BODY_FROM = 98;
const BODY_TO = 428;
const FOOTER = 436;
const RED = '#9b1c1f';
const GOLD = '#b08d3c';
const CUT = ' … (xem toàn văn ở trang 2)';
const NOTICE =
  'Bản tra cứu: in từ dữ liệu của hệ thống, không thay cho bản chính có chữ ký và con dấu. ' +
  'Quét mã hoặc mở địa chỉ trên để biết quyết định tặng thưởng còn hiệu lực hay không.';

const upper = (text: string) => text.toLocaleUpperCase('vi');

/** Letters in one code point each where Unicode has one, so that a certificate is searched and copied as it is typed. */
const composed = (document: CertificateDocument): CertificateDocument =>
  Object.fromEntries(
    Object.entries(document).map(([name, text]) => [name, (text as string | null)?.normalize('NFC') ?? null]),
  ) as unknown as CertificateDocument;

/** The first character that a font cannot show; titles are printed in capitals too. */
const missingGlyph = (text: string): string | undefined =>
  [...text.replaceAll('\n', ''), ...upper(text.replaceAll('\n', ''))].find(
    (letter) => !fonts.every((font) => font.hasGlyphForCodePoint(letter.codePointAt(0) as number)),
  );

function blocksOf(certificate: CertificateDocument): Block[] {
  const { office, verb, title, prize, recipient, of, occasion, achievement } = certificate;
  const block = (called: string, text: string | null, rest: Omit<Block, 'called' | 'text'>): Block[] =>
    text ? [{ called, text, ...rest }] : [];
  return [
    ...block('Cơ quan', upper(office), { face: 'bold', sizes: [14, 12, 10], most: 40, gap: 0 }),
    ...block('', upper(verb), { face: 'regular', sizes: [13], most: 18, gap: 4 }),
    ...block('', upper(title), {
      face: 'bold',
      sizes: [38, 32, 28, 24, 21, 18],
      most: 52,
      gap: 0,
      colour: RED,
    }),
    ...block('Tên', recipient, { face: 'bold', sizes: [28, 24, 20, 17, 14, 12, 10], most: 58, gap: 4 }),
    ...block('Đơn vị', of, { face: 'regular', sizes: [14, 12, 10, 9], most: 30, gap: 2 }),
    ...block('Giải', prize && upper(prize), {
      face: 'bold',
      sizes: [22, 18, 14, 12, 10],
      most: 34,
      gap: 6,
      colour: RED,
    }),
    ...block('Nội dung', occasion, { face: 'bold', sizes: [14, 12, 10, 9], most: 44, gap: 4 }),
    ...block('Thành tích', achievement, {
      face: 'italic',
      sizes: [15, 14, 13, 12, 11, 10, 9],
      most: 108,
      gap: 8,
    }),
  ];
}

function frame(pdf: PDFKit.PDFDocument): void {
  pdf.lineWidth(3).strokeColor(RED);
  pdf.rect(22, 22, WIDTH - 44, HEIGHT - 44).stroke();
  pdf.lineWidth(0.8).strokeColor(GOLD);
  pdf.rect(28, 28, WIDTH - 56, HEIGHT - 56).stroke();
}

function motto(pdf: PDFKit.PDFDocument): void {
  const line = { align: 'center', width: WIDTH - 2 * SIDE } as const;
  pdf.fillColor('black').font('bold').fontSize(13);
  pdf.text('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', SIDE, 42, line);
  pdf.fontSize(14).text('Độc lập - Tự do - Hạnh phúc', SIDE, 60, line);
  pdf.lineWidth(0.8).strokeColor('black');
  pdf
    .moveTo(WIDTH / 2 - 100, 84)
    .lineTo(WIDTH / 2 + 100, 84)
    .stroke();
}

/** Writes the blocks one below the other, the rest of the room shared among them; answers those that were cut. */
function body(pdf: PDFKit.PDFDocument, blocks: Block[]): Block[] {
  const width = WIDTH - 2 * SIDE;
  let room = BODY_TO - BODY_FROM;
  const fitted = blocks.map((block) => {
    const heightAt = (size: number) =>
      pdf.font(block.face).fontSize(size).heightOfString(block.text, { width });
    const most = Math.min(block.most, room - block.gap);
    const fits = block.sizes.find((wanted) => heightAt(wanted) <= most);
    const size = fits ?? block.sizes.at(-1) ?? 9;
    const height = fits ? heightAt(fits) : most;
    room -= block.gap + height;
    return { ...block, size, height, cut: !fits };
  });
  const spread = Math.min(14, room / (fitted.length + 1));
  let y = BODY_FROM + (room - spread * (fitted.length - 1)) / 2;
  for (const { text, face, size, height, gap, colour, cut } of fitted) {
    y += gap;
    pdf
      .font(face)
      .fontSize(size)
      .fillColor(colour ?? 'black');
    pdf.text(text, SIDE, y, { align: 'center', width, ...(cut && { height, ellipsis: CUT }) });
    y += height + spread;
  }
  return fitted.filter(({ cut }) => cut);
}

/** Sets the face, and the largest size at which the text takes so many lines at most, else 7 points; answers its box. */
function fit(pdf: PDFKit.PDFDocument, text: string, face: Face, size: number, width: number, lines = 2) {
  pdf.font(face);
  while (size > 7 && pdf.fontSize(size).heightOfString(text, { width }) > 1.5 * lines * size) size -= 0.5;
  pdf.fontSize(size);
  return { width, height: 4 * 1.37 * size, ellipsis: true };
}

function checkCode(pdf: PDFKit.PDFDocument, { code, checkUrl, decision }: CertificateDocument): void {
  const [left, top, size] = [56, FOOTER, 96];
  const rows = encodeQR(checkUrl, 'raw', { ecc: 'medium', border: 1 });
  const module = size / rows.length;
  pdf.fillColor('black');
  rows.forEach((row, y) =>
    row.forEach((dark, x) => {
      // A little wider than a module: viewers else show hairlines between two of them.
      if (dark) pdf.rect(left + x * module, top + y * module, module + 0.05, module + 0.05);
    }),
  );
  pdf.fill();
  pdf.link(left, top, size, size, checkUrl);
  const width = 326;
  pdf.text(decision, left + size + 14, top, fit(pdf, decision, 'regular', 11, width));
  pdf.moveDown(0.4).fontSize(9).text('Mã tra cứu', { width });
  pdf.font('bold').fontSize(10.5).text(code, { width });
  pdf.moveDown(0.3).text(checkUrl, fit(pdf, checkUrl, 'regular', 8, width, 1));
}

function signature(pdf: PDFKit.PDFDocument, certificate: CertificateDocument): void {
  const { placeAndDate, signatory, signatoryPosition } = certificate;
  const width = 280;
  const lines: [string | null, Face, number][] = [
    [placeAndDate, 'italic', 12],
    [signatoryPosition && upper(signatoryPosition), 'bold', 12],
    [signatory, 'bold', 13],
  ];
  let y = FOOTER;
  for (const [text, face, size] of lines)
    if (text) {
      pdf.text(text, WIDTH - 56 - width, y, { align: 'center', ...fit(pdf, text, face, size, width) });
      y = pdf.y + 6;
    }
}

/** What was cut, whole. */
function secondPage(pdf: PDFKit.PDFDocument, cut: Block[], code: string): void {
  pdf.addPage();
  frame(pdf);
  const width = WIDTH - 2 * SIDE;
  pdf.fillColor('black').font('bold').fontSize(14);
  pdf.text('TOÀN VĂN NỘI DUNG ĐÃ RÚT GỌN Ở TRANG 1', SIDE, 52, { width, align: 'center' });
  pdf.moveDown(0.3).font('regular').fontSize(9).text(`Mã tra cứu ${code}`, { width, align: 'center' });
  const size = cut.reduce((sum, { text }) => sum + text.length, 0) > 2_000 ? 9 : 11;
  for (const { called, text } of cut) {
    pdf.moveDown(0.8).font('bold').fontSize(size).text(`${called}:`, { width });
    pdf.font('regular').text(text, { width });
  }
}

function onePage(pdf: PDFKit.PDFDocument, certificate: CertificateDocument): void {
  frame(pdf);
  motto(pdf);
  const cut = body(pdf, blocksOf(certificate));
  checkCode(pdf, certificate);
  signature(pdf, certificate);
  pdf.font('italic').fontSize(8).fillColor('#444444');
  pdf.text(NOTICE, SIDE, HEIGHT - 48, { width: WIDTH - 2 * SIDE, align: 'center' });
  if (cut.length > 0) secondPage(pdf, cut, certificate.code);
}

/** One file of them all, in their order. Throws where a letter has no glyph, or a text does not fit on two pages. */
export async function print(...documents: CertificateDocument[]): Promise<Uint8Array<ArrayBuffer>> {
  const certificates = documents.map(composed);
  const [first] = certificates;
  if (!first) throw new Error('there is nothing to print');
  for (const text of [
    ...certificates.flatMap((one) => Object.values(one) as (string | null)[]),
    CUT,
    NOTICE,
  ]) {
    const missing = text && missingGlyph(text);
    if (missing)
      throw new Error(
        `the font has no glyph for ${[...missing].map((letter) => `U+${letter.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`).join(' ')} (${missing})`,
      );
  }
  const pdf = new PDFDocument({
    size: [WIDTH, HEIGHT],
    margin: 36,
    lang: 'vi-VN',
    displayTitle: true,
    info: {
      Title: certificates.length === 1 ? `${first.title} - ${first.recipient}` : first.decision,
      CreationDate: new Date(`${first.datedOn}T00:00:00+07:00`),
    },
  });
  const chunks: Buffer[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    pdf
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', resolve)
      .on('error', reject);
  });
  for (const face of faces) pdf.registerFont(face, data[face]);
  certificates.forEach((certificate, at) => {
    if (at > 0) pdf.addPage();
    onePage(pdf, certificate);
  });
  pdf.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}

parentPort?.on('message', (documents: CertificateDocument[]) => {
  void print(...documents).then(
    (pdf) => parentPort?.postMessage({ pdf } satisfies Printed, [pdf.buffer]),
    (error: Error) => parentPort?.postMessage({ error: error.message } satisfies Printed),
  );
});

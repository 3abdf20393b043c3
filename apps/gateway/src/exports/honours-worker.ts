// Runs in a thread of its own. Node reads this file without a compiler in tests: it imports nothing of ours but types.
import * as fontkit from 'fontkit';
import type { Font } from 'fontkit';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import PDFDocument from 'pdfkit';
import type { PrintedFile, PrintedList } from './honours-printer.js';

// A bundle keeps import.meta.filename; import.meta.url would become the path of this file where it was built.
const { resolve } = createRequire(import.meta.filename);
const fontFile = (path: string) => readFileSync(resolve(`@expo-google-fonts/noto-serif/${path}`));
const regular = fontFile('400Regular/NotoSerif_400Regular.ttf');
const bold = fontFile('700Bold/NotoSerif_700Bold.ttf');
const italic = fontFile('400Regular_Italic/NotoSerif_400Regular_Italic.ttf');
const font = fontkit.create(regular) as Font;

// An annex as Decree 30/2020/NĐ-CP sets it (Appendix I; Appendix III, form 2.1): docs/imports.md. A4 landscape for its six
// columns, margins of 20 mm, on the left 30 and on the right 15; in points.
const WIDTH = 841.89;
const HEIGHT = 595.28;
const MM = 72 / 25.4;
const LEFT = 30 * MM;
const RIGHT = 15 * MM;
const INNER = WIDTH - LEFT - RIGHT;
const TOP = 20 * MM;
const BOTTOM = HEIGHT - 20 * MM;
const PAD = 3;
const SIZE = 9;
/** Shares of the width: number, recipient, unit, honour, achievement, decision. */
const shares = [0.05, 0.22, 0.18, 0.2, 0.23, 0.12];
const widths = shares.map((share) => share * INNER);

/** What the font cannot show becomes a box: one foreign letter does not keep two thousand people from being printed. */
const shown = (text: string): string =>
  [...text.normalize('NFC')]
    .map((letter) =>
      letter === '\n' || font.hasGlyphForCodePoint(letter.codePointAt(0) as number) ? letter : '\u25a1',
    )
    .join('');

function print(list: PrintedList): Promise<Uint8Array<ArrayBuffer>> {
  const pdf = new PDFDocument({
    size: 'A4',
    layout: 'landscape',
    margin: 0,
    bufferPages: true,
    lang: 'vi',
    displayTitle: true,
    info: { Title: shown(`${list.title} – ${list.subtitle}`) },
  });
  pdf.registerFont('regular', regular).registerFont('bold', bold).registerFont('italic', italic);
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((done) => pdf.on('end', done));

  let y = TOP;
  const centred = (text: string, face: string, size: number, gap: number) => {
    pdf.font(face).fontSize(size).fillColor('black');
    const options = { align: 'center', width: INNER } as const;
    pdf.text(shown(text), LEFT, y, options);
    y += pdf.heightOfString(shown(text), options) + gap;
  };
  const heightOf = (cells: string[], face: string) => {
    pdf.font(face).fontSize(SIZE);
    const heights = cells.map((cell, index) =>
      cell === '' ? 0 : pdf.heightOfString(cell, { width: (widths[index] ?? 0) - 2 * PAD }),
    );
    return Math.min(Math.max(...heights, SIZE) + 2 * PAD, BOTTOM - TOP - 40);
  };
  const row = (cells: string[], face: string, fill: string | null) => {
    const height = heightOf(cells, face);
    let x = LEFT;
    for (const [index, cell] of cells.entries()) {
      const width = widths[index] ?? 0;
      pdf.lineWidth(0.5).strokeColor('#777777').rect(x, y, width, height);
      if (fill) pdf.fillAndStroke(fill, '#777777');
      else pdf.stroke();
      pdf.font(face).fontSize(SIZE).fillColor('black');
      pdf.text(cell, x + PAD, y + PAD, {
        width: width - 2 * PAD,
        height: height - PAD,
        ellipsis: true,
        align: index === 0 || fill ? 'center' : 'left',
      });
      x += width;
    }
    y += height;
  };
  const columns = list.columns.map(shown);

  centred(list.annex, 'bold', 14, 2);
  centred(list.title.toLocaleUpperCase('vi'), 'bold', 13, 0);
  centred(list.subtitle, 'bold', 13, 2);
  centred(`(${list.basis})`, 'italic', 13, 10);
  row(columns, 'bold', '#eeeeee');
  for (const line of list.lines) {
    const cells = line.map(shown);
    if (y + heightOf(cells, 'regular') > BOTTOM) {
      pdf.addPage();
      y = TOP;
      row(columns, 'bold', '#eeeeee');
    }
    row(cells, 'regular', null);
  }
  if (y + 24 > BOTTOM) {
    pdf.addPage();
    y = TOP;
  }
  pdf
    .font('bold')
    .fontSize(10)
    .fillColor('black')
    .text(shown(list.total), LEFT, y + 8);
  const { start, count } = pdf.bufferedPageRange();
  for (let index = start; index < start + count; index++) {
    pdf.switchToPage(index);
    const note = { width: INNER, lineBreak: false };
    pdf.font('regular').fontSize(8).fillColor('#444444');
    pdf.text(shown(list.note), LEFT, HEIGHT - 34, note);
    // The first page bears no number.
    if (index > start)
      pdf
        .font('regular')
        .fontSize(13)
        .fillColor('black')
        .text(String(index + 1), LEFT, TOP / 2 - 6, { width: INNER, align: 'center', lineBreak: false });
  }
  pdf.end();
  return ended.then(() => {
    const file = Buffer.concat(chunks);
    return new Uint8Array(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength));
  });
}

const answer = (file: PrintedFile) => parentPort?.postMessage(file);
print(workerData as PrintedList).then(
  (pdf) => answer({ pdf }),
  (error: Error) => answer({ error: error.message }),
);

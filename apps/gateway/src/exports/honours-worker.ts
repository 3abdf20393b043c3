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
const font = fontkit.create(regular) as Font;

// A4 landscape, in points.
const WIDTH = 841.89;
const HEIGHT = 595.28;
const SIDE = 36;
const TOP = 36;
const BOTTOM = HEIGHT - 48;
const PAD = 3;
const SIZE = 9;
/** Shares of the width: number, recipient, unit, honour, achievement, decision. */
const shares = [0.05, 0.22, 0.18, 0.2, 0.23, 0.12];
const widths = shares.map((share) => share * (WIDTH - 2 * SIDE));

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
  pdf.registerFont('regular', regular).registerFont('bold', bold);
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((done) => pdf.on('end', done));

  let y = TOP;
  const centred = (text: string, face: string, size: number, gap: number) => {
    pdf.font(face).fontSize(size).fillColor('black');
    const options = { align: 'center', width: WIDTH - 2 * SIDE } as const;
    pdf.text(shown(text), SIDE, y, options);
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
    let x = SIDE;
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

  centred('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'bold', 11, 1);
  centred('Độc lập - Tự do - Hạnh phúc', 'bold', 11, 12);
  centred(list.title.toLocaleUpperCase('vi'), 'bold', 15, 2);
  centred(list.subtitle, 'regular', 12, 10);
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
    .text(shown(list.total), SIDE, y + 8);
  const { start, count } = pdf.bufferedPageRange();
  for (let index = start; index < start + count; index++) {
    pdf.switchToPage(index);
    pdf.font('regular').fontSize(8).fillColor('#444444');
    pdf.text(shown(list.note), SIDE, HEIGHT - 34, { width: 400, lineBreak: false });
    pdf.text(shown(`${list.page} ${index + 1}/${count}`), WIDTH - SIDE - 200, HEIGHT - 34, {
      width: 200,
      align: 'right',
      lineBreak: false,
    });
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

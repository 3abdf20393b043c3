import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { micromark } from 'micromark';
import { withoutHtml } from './story.js';

describe('HTML in a story', () => {
  it.each([
    ['a <b>x</b> <i class="y">z</i>', 'a x z'],
    ['Dòng 1<br>dòng 2', 'Dòng 1\ndòng 2'],
    ['<p>Đoạn 1</p><p>Đoạn 2</p>', 'Đoạn 1\n\nĐoạn 2'],
    ['<div>\n\n    <b>thụt lề</b>\n</div>', 'thụt lề'],
    ['x <script>alert(1)</script>', 'x alert(1)'],
    ['x <img src=x onerror=alert(1)> y', 'x  y'],
    ['x <!-- ghi chú --> y', 'x  y'],
    ['<scr<b>ipt>alert(1)</scr</b>ipt>', 'alert(1)'],
    ['> <div>trích</div>', '> trích'],
    // An open comment is text; as HTML it would hide all that follows.
    ['<!-- a\n\nb', '\\<!-- a\n\nb'],
    ['[a](javascript:alert(1)) b', 'a b'],
    ['[a](JaVaScRiPt&#58;alert(1)) b', 'a b'],
    ['[**a**](vbscript:x)', '**a**'],
    ['![ảnh](data:image/svg+xml;base64,PHN2Zz4=) b', 'b'],
    ['[a][r]\n\n[r]: javascript:alert(1)', '[a][r]'],
    ['<javascript:alert(1)>', 'javascript:alert(1)'],
  ])('%j becomes %j', (typed, kept) => expect(withoutHtml(typed)).toBe(kept));

  it.each([
    ...['<p></p>', '<!-- x -->', '<br>', '<', '['].map((part) => part.repeat(1_001)),
    '> '.repeat(9_990) + '<b>',
    '- '.repeat(9_990) + '[a](b)',
    '<!-- '.repeat(51),
  ])('that is too much of it is null: %#', (typed) => expect(withoutHtml(typed)).toBeNull());
  it.each(['<p></p>', '<!-- x -->', '<b>\n</b>', '![](data:x)'])('alone leaves nothing: %s', (typed) =>
    expect(withoutHtml(typed)).toBeNull(),
  );

  it('is gone from whatever is typed, and so are links that run', () => {
    const piece = fc.constantFrom(
      ...[
        '<',
        '>',
        '</',
        '/>',
        '<b',
        '<b>',
        '</b>',
        '<script>',
        '</script',
        '<!--',
        '-->',
        '<?',
        '?>',
        '<![CDATA[',
        ']]>',
      ],
      ...[
        '<div',
        '<p>',
        ' on="x"',
        'a',
        ' ',
        '\n',
        '\n\n',
        '    ',
        '`',
        '```\n',
        '*',
        '> ',
        '- ',
        '# ',
        '\\',
        '&lt;',
        '\t',
      ],
      ...[
        '[',
        '](',
        ')',
        '![',
        ']: ',
        'javascript:',
        'java&Tab;script:',
        'data:',
        'http://x',
        '"',
        "'",
        '=',
        '&#60;',
      ],
    );
    const typed = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(typed, (text) => {
        const kept = withoutHtml(text) ?? '';
        // What a careless page would show is what a careful one does.
        const careless = micromark(kept, { allowDangerousHtml: true, allowDangerousProtocol: true });
        expect(careless).not.toMatch(/(href|src)="(javascript|data|java)/i);
        expect(careless).toBe(micromark(kept, { allowDangerousHtml: false, allowDangerousProtocol: true }));
        expect(withoutHtml(kept) ?? '').toBe(kept);
      }),
      { numRuns: 3_000, seed: 20 },
    );
  });
});

describe('what is no HTML', () => {
  it.each([
    'Điểm trung bình 3 < 5, lớp 9 > lớp 8, a<b và c & d &amp; e',
    '# Trường của vùng biên\n\n- **Một**\n- _Hai_\n\n1. ba\n\n> trích dẫn',
    'Xem [báo](https://example.vn/a?b=c&d=e "tên") và <https://example.vn>, <mailto:a@example.vn>',
    '[thư](mailto:a@example.vn), [gọi](tel:+842153825123), [trang](/vinh-danh), [mục](#a:b), [trống]()',
    '![ảnh](https://example.vn/a.png)',
    '`<b>` là thẻ in đậm\n\n```\n<div>\n```',
    'Dòng một  \ndòng hai\r\ndòng ba\\\ndòng bốn',
    '5 <- 6, <3, x <= y, \\<b>',
    `Một\n\n${'-'.repeat(60)}\n\n> > - hai`,
  ])('stays as typed: %j', (text) => expect(withoutHtml(text)).toBe(text));

  it('always stays as typed', () => {
    const words = fc.constantFrom(
      ...[
        'thầy',
        'cô',
        'Điện Biên',
        '3 < 5',
        '5 > 3',
        'A & B',
        '&',
        '1.',
        '**đậm**',
        '_nghiêng_',
        '[báo](https://x.vn)',
      ],
      ...['\n', '\n\n', '- ', '"', "'", '…', '–', '50%', '(x)', '`mã`', '# ', '12/3'],
    );
    const typed = fc.array(words, { minLength: 1, maxLength: 60 }).map((all) => `a ${all.join(' ')} z`);
    fc.assert(
      fc.property(typed, (text) => expect(withoutHtml(text)).toBe(text)),
      { numRuns: 1_000, seed: 21 },
    );
  });
});

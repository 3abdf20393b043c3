// node tests/workbooks/make.mjs: makes the files beside it anew. Needs LibreOffice (`soffice`), which tests do not: the
// files are in the repository. Names are invented. What each file means stands in real-workbooks.spec.ts.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const here = import.meta.dirname;
const folder = mkdtempSync(join(tmpdir(), 'thidua-soffice-'));
const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile'))}`;

/** A title over all columns; a date cell; a formula; text is text, a number a number, null an empty cell. */
const title = (text) => ({ title: text });
const date = (iso) => ({ date: iso });
const formula = (text) => ({ formula: text });
const nfd = (text) => text.normalize('NFD');
const blank = [];

const tables = {
  subjects: [
    [title('ỦY BAN NHÂN DÂN PHƯỜNG ĐIỆN BIÊN PHỦ')],
    [title('DANH SÁCH HỘ ĐĂNG KÝ “GIA ĐÌNH HỌC TẬP” NĂM 2025')],
    blank,
    ['STT', 'Họ và tên chủ hộ', 'Số sổ hộ khẩu', 'Mã đơn vị', 'Ghi chú'],
    ['(1)', '(2)', '(3)', '(4)', '(5)'],
    [1, 'Lò Văn Hoà', 'HK-001', '03127', date('2025-03-01')],
    [2, nfd('Quàng Thị Thuỷ'), 2002, 3127, null],
    blank,
    [3, 'Lường Văn Ơn', formula('of:=CONCATENATE("HK-";3)'), '03127', formula('of:=1+1')],
    [4, "Cà Thị “Én”, 'chị'\nxóm 2", 'HK-004', '03127', '=1+1'],
  ],
  baselines: [
    [title('SỐ HỘ THEO NIÊN GIÁM THỐNG KÊ')],
    ['VĂN BẢN NGUỒN', 'TỔNG SỐ HỘ', 'NGÀY CHỐT SỐ LIỆU', 'MÃ XÃ'],
    ['Niên giám 2024', 1234, date('2024-12-31'), 3127],
    ['Niên giám 2024', '2.345', '31/12/2024', '03166'],
    ['Niên giám 2024', 'hơn 2.000', 'ngày 31 tháng 12 năm 2024', '03169'],
  ],
  projects: [
    ['MA DU AN', 'TEN DU AN', 'LOAI DU THI', 'LINH VUC', 'MA TRUONG', 'HOC SINH', 'NGAY SINH', 'GVHD'],
    [
      'DA-01',
      nfd('Máy lọc nước'),
      'Dự án',
      'Vật lí',
      '03127',
      'Lò Thị Mai\nCà Văn Nam',
      '1/2/2009\n3/4/2009',
      'Trần Văn An',
    ],
    ['DA-02', 'Robot nhặt rác', 'cá nhân', 'Tin học', 3127, 'Quàng Văn Bình', date('2009-05-06'), null],
  ],
  prizes: [
    [title('KẾT QUẢ CUỘC THI')],
    ['Giải', 'Số báo danh'],
    ['Giải Nhất', 'DA-01'],
    [nfd('nhì'), 'DA-02'],
  ],
  recipients: [
    [
      'Mã đơn vị',
      'Tên tập thể, cá nhân',
      'Đối tượng',
      'Chức vụ',
      'Ngày sinh',
      'Thành tích',
      'Số quyết định',
      'Ngày ký',
    ],
    [
      '03127',
      'Tổ Toán',
      'Tập thể',
      null,
      null,
      'Hoàn thành xuất sắc nhiệm vụ',
      '12/QĐ-UBND',
      date('2025-08-15'),
    ],
    [3127, 'Lò Thị Hoà', 'Cá nhân', 'Giáo viên', date('1980-01-02'), 'Dạy giỏi', '12/QĐ-UBND', '15/8/2025'],
  ],
};

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const paragraphs = (text) =>
  text
    .split('\n')
    .map((line) => `<text:p>${escaped(line)}</text:p>`)
    .join('');
function cellOf(cell, width) {
  if (cell === null) return '<table:table-cell/>';
  if (typeof cell === 'number') return `<table:table-cell office:value-type="float" office:value="${cell}"/>`;
  if (typeof cell === 'string')
    return `<table:table-cell office:value-type="string">${paragraphs(cell)}</table:table-cell>`;
  if (cell.date)
    return `<table:table-cell table:style-name="date" office:value-type="date" office:date-value="${cell.date}"/>`;
  if (cell.formula) return `<table:table-cell table:formula="${escaped(cell.formula)}"/>`;
  return `<table:table-cell office:value-type="string" table:number-columns-spanned="${width}" table:number-rows-spanned="1">${paragraphs(cell.title)}</table:table-cell>${'<table:covered-table-cell/>'.repeat(width - 1)}`;
}

/** A flat OpenDocument spreadsheet, which LibreOffice then saves as it saves any other. */
function document(name, rows) {
  const width = Math.max(...rows.map((cells) => cells.length));
  const space = (prefix, urn) => `xmlns:${prefix}="urn:oasis:names:tc:opendocument:xmlns:${urn}:1.0"`;
  const lines = rows.map(
    (cells) =>
      `<table:table-row>${cells.map((cell) => cellOf(cell, width)).join('') || '<table:table-cell/>'}</table:table-row>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<office:document ${space('office', 'office')} ${space('table', 'table')} ${space('text', 'text')} ${space('style', 'style')} ${space('number', 'datastyle')} xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles><number:date-style style:name="dmy" number:language="vi" number:country="VN"><number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/></number:date-style><style:style style:name="date" style:family="table-cell" style:data-style-name="dmy"/></office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="${name}">${lines.join('')}</table:table><table:table table:name="Ghi chú"><table:table-row><table:table-cell office:value-type="string"><text:p>Trang khác</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document>`;
}

function soffice(...args) {
  const { status, stderr } = spawnSync('soffice', [profile, '--headless', '--norestore', ...args], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(`soffice ${args.join(' ')}: ${stderr}`);
}

/** As "save with password" does; the command line has no word for it. */
function protect(source, target) {
  const basic = join(folder, 'profile/user/basic/Standard');
  mkdirSync(basic, { recursive: true });
  const urls = [source, target].map((path) => pathToFileURL(path));
  writeFileSync(
    join(basic, 'Module1.xba'),
    `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Main
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  Dim secret(1) As New com.sun.star.beans.NamedValue
  secret(0).Name = "CryptoType" : secret(0).Value = "Standard"
  secret(1).Name = "OOXPassword" : secret(1).Value = "mat khau"
  Dim saved(1) As New com.sun.star.beans.PropertyValue
  saved(0).Name = "FilterName" : saved(0).Value = "Calc MS Excel 2007 XML"
  saved(1).Name = "EncryptionData" : saved(1).Value = secret()
  opened = StarDesktop.loadComponentFromURL("${urls[0]}", "_blank", 0, hidden())
  opened.storeToURL("${urls[1]}", saved())
  opened.close(True)
End Sub
</script:module>`,
  );
  writeFileSync(
    join(basic, 'script.xlb'),
    `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false" library:passwordprotected="false"><library:element library:name="Module1"/></library:library>`,
  );
  soffice('macro:///Standard.Module1.Main');
}

try {
  const sources = Object.entries(tables).map(([name, rows]) => {
    const path = join(folder, `${name}.fods`);
    writeFileSync(path, document(name, rows));
    return path;
  });
  soffice('--convert-to', 'xlsx:Calc MS Excel 2007 XML', '--outdir', here, ...sources);
  // Separator, quote, UTF-8, from row 1, no column types, no language, quotes as needed, as shown.
  const csv = (separator) => `csv:Text - txt - csv (StarCalc):${separator},34,76,1,,0,false,true,false`;
  soffice('--convert-to', csv(44), '--outdir', here, ...sources.slice(0, 2));
  soffice('--convert-to', csv(59), '--outdir', here, ...sources.slice(2));
  soffice('--convert-to', 'xls:MS Excel 97', '--outdir', folder, sources[0]);
  copyFileSync(join(folder, 'subjects.xls'), join(here, 'subjects.xls'));
  soffice('--convert-to', 'ods:calc8', '--outdir', here, sources[0]);
  protect(sources[0], join(here, 'protected.xlsx'));
} finally {
  rmSync(folder, { recursive: true });
}

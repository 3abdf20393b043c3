import { readFileSync } from 'node:fs';
import { matchRoutes } from 'react-router';
import routes from '../../apps/web/app/routes.js';

/** The most that a page may weigh: bytes of HTML and CSS over the wire, below what holds for all. */
export const budget = JSON.parse(readFileSync('tests/web/budget.json', 'utf8')) as {
  most: { page: number; pageWithFonts: number };
  pages: Record<string, number>;
};

/** Addresses of the portal that are there. */
export const portalPages: string[] = [
  ...Object.keys(budget.pages),
  '/rates/11?period=2024&title=LEARNING_CLAN&sort=recognisedRate&order=desc',
  '/honours?search=gi%C3%A0ng&kind=COMMENDATION',
  '/competitions/THU-2025?by=field',
  '/certificates/ABCD',
  '/certificates?code=',
  '/about?run=communes',
  '/examples?search=lo+van+hoa&group=INDIVIDUAL',
];

/** What is known only once it was made. */
export interface Made {
  decision: string;
  award: string;
  nomination: string;
  table: string;
}

export const unmade: Made = { decision: 'x', award: 'x', nomination: 'x', table: 'x' };

type Headings = [vi: string, en: string];

/** Every page of the desk: by the account that looks at it, addresses and their headings. */
export const deskPages = (made: Made): Record<string, Record<string, Headings>> => ({
  'department-staff': {
    '/desk': ['Bàn làm việc', 'Desk'],
    '/desk/tallies?movement=XHHT-2023-2030&period=2025&unit=11': ['Nhập số liệu', 'Figures of communes'],
    '/desk/roster?title=LEARNING_CLAN&period=2025&unit=03127': ['Danh sách đăng ký', 'Rosters'],
    '/desk/baselines?title=LEARNING_CLAN&period=2025&unit=11': [
      'Tổng số và chỉ tiêu',
      'Baselines and targets',
    ],
    '/desk/movements': ['Phong trào', 'Movements'],
    '/desk/reports?period=2025': ['Báo cáo đã duyệt', 'Approved reports'],
    '/desk/reports/report?unit=11&title=LEARNING_CLAN&period=2025': [
      'Dòng họ học tập: Điện Biên, năm 2025',
      'Learning Clan: Điện Biên, year 2025',
    ],
    '/desk/statutory?period=2024-2025': ['Biểu thống kê 0601–0603', 'Statutory tables 0601–0603'],
  },
  'commune-staff': {
    '/desk': ['Bàn làm việc', 'Desk'],
    '/desk/imports': ['Nhập từ tệp', 'Import from a file'],
    '/desk/imports?kind=BASELINES': ['Nhập từ tệp', 'Import from a file'],
    [`/desk/imports/${made.table}`]: ['dòng họ.csv', 'dòng họ.csv'],
  },
  committee: {
    '/desk/competitions': ['Cuộc thi', 'Competitions'],
    '/desk/competitions/THU-2025': ['Cuộc thi thử nghiệm', 'Trial competition'],
    '/desk/external-prizes': ['Giải ở cuộc thi của nơi khác', 'Prizes at competitions of others'],
    '/desk/competition-tallies': ['Ghi số liệu tổng hợp của cuộc thi', 'Report numbers of a competition'],
  },
  'council-secretary': {
    '/desk/imports': ['Nhập từ tệp', 'Import from a file'],
    '/desk/decisions': ['Quyết định khen thưởng', 'Decisions'],
    '/desk/decisions/new': ['Ghi quyết định mới', 'Record a decision'],
    [`/desk/decisions/${made.decision}?number=12/QĐ-THU`]: [
      'Số 12/QĐ-THU ngày 20/05/2025',
      '12/QĐ-THU of 20 May 2025',
    ],
    [`/desk/decisions/${made.decision}/corrections/${made.award}?number=12/QĐ-THU`]: [
      'Đính chính: Lò Văn Hoà',
      'Correct: Lò Văn Hoà',
    ],
    '/desk/duplicates': ['Trùng tên', 'Same names'],
  },
  editor: {
    '/desk/examples': ['Điển hình tiên tiến', 'Typical advanced examples'],
    [`/desk/examples/${made.nomination}`]: ['Lò Văn Hoà', 'Lò Văn Hoà'],
    '/desk/conferences': ['Hội nghị tôn vinh', 'Conferences'],
  },
  administrator: {
    '/desk/institutions': ['Đơn vị, cơ sở', 'Institutions'],
    '/desk/operations': ['Vận hành', 'Operations'],
  },
  auditor: { '/desk/trail': ['Nhật ký', 'Trail'] },
});

interface Route {
  path?: string;
  index?: boolean;
  file: string;
  children?: Route[];
}

/** Files of the pages, as apps/web/app/routes.ts lists them, to which none of the addresses leads. */
export function pagesWithout(addresses: string[]): string[] {
  const all = routes as Route[];
  const filesOf = ({ file, children }: Route): string[] => (children ? children.flatMap(filesOf) : [file]);
  const reached = addresses.map((address) => {
    const { pathname } = new URL(address, 'http://web.example');
    return (matchRoutes(all as never, pathname)?.at(-1)?.route as unknown as Route | undefined)?.file;
  });
  // What is no page, such as a file to download, has no component.
  const pages = all.flatMap(filesOf).filter((file) => file.endsWith('.tsx'));
  return pages.filter((file) => !reached.includes(file));
}

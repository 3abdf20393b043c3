import i18next from 'i18next';
import { useLocation } from 'react-router';
import deskEn from './words/desk.en.json' with { type: 'json' };
import deskVi from './words/desk.vi.json' with { type: 'json' };
import en from './words/en.json' with { type: 'json' };
import vi from './words/vi.json' with { type: 'json' };

export const languages = ['vi', 'en'] as const;
export type Language = (typeof languages)[number];

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof vi & typeof deskVi };
  }
}

const words = i18next.createInstance();
await words.init({
  resources: { vi: { translation: { ...vi, ...deskVi } }, en: { translation: { ...en, ...deskEn } } },
  lng: 'vi',
  fallbackLng: false,
  interpolation: { escapeValue: false },
});

/** By address: /en and below is English, everything else Vietnamese. */
export const languageOf = (pathname: string): Language => (/^\/en(\/|\.data|$)/.test(pathname) ? 'en' : 'vi');

/** Addresses and words in one language. */
export function speaking(language: Language) {
  const t = words.getFixedT(language);
  const number = new Intl.NumberFormat(language === 'vi' ? 'vi-VN' : 'en-GB');
  const twoDecimals = new Intl.NumberFormat(language === 'vi' ? 'vi-VN' : 'en-GB', {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  const dayIn = (timeZone: string) =>
    new Intl.DateTimeFormat(
      language === 'vi' ? 'vi-VN' : 'en-GB',
      language === 'vi'
        ? { day: '2-digit', month: '2-digit', year: 'numeric', timeZone }
        : { day: 'numeric', month: 'long', year: 'numeric', timeZone },
    );
  const day = dayIn('UTC');
  const dayInVietnam = dayIn('Asia/Ho_Chi_Minh');
  const moment = new Intl.DateTimeFormat(language === 'vi' ? 'vi-VN' : 'en-GB', {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZone: 'Asia/Ho_Chi_Minh',
  });
  return {
    language,
    t,
    /** The address of a page in this language: `path('/rates')` is /en/rates in English. */
    path: (to: string) => (language === 'vi' ? to : to === '/' ? '/en' : `/en${to}`),
    number: (value: number) => number.format(value),
    /** 87.4656 is 87,47 % in Vietnamese and 87.47 % in English, with a space that does not break. */
    percent: (value: number) => `${twoDecimals.format(value)}\u00a0%`,
    /** A percentage as a source printed it, with the comma or point of the language and no digit more. */
    printed: (text: string) => `${text.replace(/[.,]/, language === 'vi' ? ',' : '.')}\u00a0%`,
    /** The same as an official document writes it: a zero before days below 10 and months below 3 (Decree 30/2020/NĐ-CP). */
    formalDate: (value: string) => {
      const [year = 0, month = 0, on = 0] = value.slice(0, 10).split('-').map(Number);
      const two = (part: number) => String(part).padStart(2, '0');
      return language === 'vi'
        ? `ngày ${two(on)} tháng ${month < 3 ? two(month) : month} năm ${year}`
        : day.format(new Date(value.slice(0, 10)));
    },
    /** Of an ISO 8601 calendar date. */
    date: (value: string) => day.format(new Date(`${value}T00:00:00Z`)),
    /** Of an instant: its day in Vietnam. */
    dayOf: (value: string) => dayInVietnam.format(new Date(value)),
    headlineOf: ({ headline, headlineEn }: { headline: string; headlineEn: string | null }) =>
      (language === 'en' ? headlineEn : null) ?? headline,
    /** Of an instant, as a clock in Viet Nam shows it. */
    instant: (value: string) => moment.format(new Date(value)),
    nameOf: ({ name, nameEn }: { name: string; nameEn?: string | null }) =>
      (language === 'en' ? nameEn : null) ?? name,
    /** Where a baseline was printed; of one that was added up the gateway says so in Vietnamese alone. */
    sourceOf: ({ origin, sourceDocument }: { origin: string; sourceDocument: string }) =>
      origin === 'SUMMED' && language === 'en' ? t('origin.SUMMED') : sourceDocument,
    /** What a title's baseline counts; a title of the province's own says it in Vietnamese only. */
    countedIn: ({ code, counts }: { code: string; counts: string }) =>
      code in vi.counts ? t(`counts.${code as keyof typeof vi.counts}`) : counts,
    /** A count and how sure it is: 'trên 104.000'. */
    quantity: ({ value, certainty }: { value: number; certainty: 'EXACT' | 'AT_LEAST' | 'APPROXIMATE' }) =>
      t(`certainty.${certainty}`, { value: number.format(value) }),
    /** '2025', '2024-2025' and '2020/2025' in words. */
    period: (period: string) =>
      period.includes('/')
        ? t('period.span', { from: period.slice(0, 4), to: period.slice(5) })
        : t(period.includes('-') ? 'period.schoolYear' : 'period.year', { period }),
  };
}
export type Speech = ReturnType<typeof speaking>;

export const useSpeech = (): Speech => speaking(languageOf(useLocation().pathname));

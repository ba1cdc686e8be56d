import Negotiator from 'negotiator';

/** Languages of the pages, the first one where nothing else is asked for. */
export const LANGUAGES = ['id', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Narrows what a caller sent. */
export function isLanguage(value: string | null | undefined): value is Language {
  return LANGUAGES.some((language) => language === value);
}

/** The language of a visitor: asked for in the address, remembered in a cookie, preferred by the browser, or Indonesian. */
export function chooseLanguage(
  asked: string | null,
  remembered: string | undefined,
  accept: string | undefined,
): Language {
  if (isLanguage(asked)) return asked;
  if (isLanguage(remembered)) return remembered;
  const preferred = new Negotiator({ headers: { 'accept-language': accept } }).language([...LANGUAGES]);
  return isLanguage(preferred) ? preferred : LANGUAGES[0];
}

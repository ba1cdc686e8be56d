import type { Visit } from '../http/visit.ts';

/** A time, in milliseconds, as people of the region read it. */
export function timeText({ language, region }: Pick<Visit, 'language' | 'region'>, time: number): string {
  return new Intl.DateTimeFormat(language === 'id' ? 'id-ID' : 'en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone: region.timezone,
  }).format(time);
}

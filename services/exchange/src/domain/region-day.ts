/** Milliseconds for which a computed day is believed. */
const FRESH_MS = 1000;

/** Tells today's date, `YYYY-MM-DD`, in a time zone; agreements are dated in days there (design 03). */
export function createRegionDay(now: () => number = Date.now): (timeZone: string) => string {
  let zone = '';
  let format: Intl.DateTimeFormat | undefined;
  let computedAt = Number.NEGATIVE_INFINITY;
  let day = '';
  return (timeZone) => {
    const instant = now();
    if (zone === timeZone && instant - computedAt < FRESH_MS && instant >= computedAt) return day;
    if (zone !== timeZone || format === undefined) {
      // The Swedish locale writes dates as ISO 8601 does.
      format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
      zone = timeZone;
    }
    computedAt = instant - (instant % FRESH_MS);
    day = format.format(instant);
    return day;
  };
}

/**
 * The instant at which a day begins in a time zone.
 * @param day - `YYYY-MM-DD`
 * @param timeZone - an IANA zone
 * @returns milliseconds since the Unix epoch
 */
export function dayStart(day: string, timeZone: string): number {
  const utc = Date.parse(`${day}T00:00:00Z`);
  // The offset may change during the day (daylight saving), so it is asked for where the day begins.
  const first = utc - offsetAt(utc, timeZone);
  return utc - offsetAt(first, timeZone);
}

/** Milliseconds by which a zone's clocks are ahead of UTC. */
function offsetAt(instant: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return Date.parse(`${format.format(instant).replace(' ', 'T')}Z`) - instant;
}

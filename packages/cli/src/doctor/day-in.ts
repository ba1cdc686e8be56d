/** Today in a time zone, `YYYY-MM-DD`: the Swedish locale writes dates as ISO 8601 does. */
export function dayIn(timeZone: string, now: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(now);
}

const UNITS: Readonly<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

/** Bytes of a size as the region file writes it: a number, or `8MiB`. Its syntax was checked by the schema. */
export function parseSize(size: number | string): number {
  if (typeof size === 'number') return size;
  const [, digits = '0', unit = 'B'] = /^(\d+)([A-Za-z]+)$/.exec(size) ?? [];
  return Number(digits) * (UNITS[unit] ?? 1);
}

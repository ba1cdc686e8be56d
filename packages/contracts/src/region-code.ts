/** Whether a Kemendagri code is another one, or below it: `18.71` is within `18`. @param code - undefined where none is known */
export function isRegionWithin(code: string | undefined, region: string): boolean {
  return code !== undefined && (code === region || code.startsWith(`${region}.`));
}

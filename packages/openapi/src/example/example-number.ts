import { stated, type View } from '../compare/schema/view.ts';
import { NoExample } from './no-example.ts';

/** A number that a schema may be: 1 where nothing forbids it, else the least. @throws NoExample */
export function exampleNumber(view: View, isInteger: boolean): number {
  const numbers = (keyword: string): number[] =>
    stated(view, keyword).flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
  const lower = Math.max(-Infinity, ...numbers('minimum'), ...numbers('exclusiveMinimum'));
  const upper = Math.min(Infinity, ...numbers('maximum'), ...numbers('exclusiveMaximum'));
  const step = Math.max(isInteger ? 1 : 0, ...numbers('multipleOf'));
  const isFit = (value: number): boolean =>
    value >= lower &&
    value <= upper &&
    !numbers('exclusiveMinimum').includes(value) &&
    !numbers('exclusiveMaximum').includes(value) &&
    (!isInteger || Number.isInteger(value)) &&
    numbers('multipleOf').every((divisor) => Number.isInteger(value / divisor));
  const first = step === 0 ? lower : Math.ceil(lower / step) * step;
  const last = step === 0 ? upper : Math.floor(upper / step) * step;
  const candidates = [1, first, first + step, last, last - step, (lower + upper) / 2, lower + 1, upper - 1, 0];
  const found = candidates.find((value) => Number.isFinite(value) && isFit(value));
  if (found === undefined) throw new NoExample();
  return found;
}

import { describe, expect, it } from '@jest/globals';
import { defineErrors, type ErrorRow } from '../src/define-errors.ts';

const row: ErrorRow = {
  status: 418,
  actor: 'caller',
  retryable: false,
  message: { en: 'Too hot', id: 'Terlalu panas' },
};

describe('defineErrors', () => {
  it('makes a code of the area and the key, and keeps the row', () => {
    const { POT_EMPTY } = defineErrors('TEA', { POT_EMPTY: row });
    expect(POT_EMPTY).toEqual({ ...row, code: 'SIMPUL_TEA_POT_EMPTY' });
  });

  it('freezes the table and its rows, so that nobody changes what a code means', () => {
    const table = defineErrors('TEA', { POT_EMPTY: row });
    expect(() => Object.assign(table, { OTHER: row })).toThrow(TypeError);
    expect(() => Object.assign(table.POT_EMPTY, { status: 200 })).toThrow(TypeError);
  });
});

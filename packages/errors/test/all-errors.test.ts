import { describe, expect, it } from '@jest/globals';
import * as errors from '../src/index.ts';
import { ACTORS, ALL_ERRORS, type ErrorDefinition, type ErrorTable } from '../src/index.ts';

/** Tables bear their area's name; an area may have a second table, for the door of the registry. */
const tables = Object.entries(errors)
  .filter((entry): entry is [string, ErrorTable] => /^[A-Z]+(_DOOR)?$/.test(entry[0]) && entry[0] !== 'ACTORS')
  .map(([name, table]) => [name.replace('_DOOR', ''), table] as const);
const all = [...ALL_ERRORS.values()];
const exchanging = all.flatMap(({ exchange, ...error }) => (exchange === undefined ? [] : [{ ...error, exchange }]));

describe('the tables', () => {
  it('are all in the list of all errors, under codes of their area', () => {
    const codes = tables.flatMap(([area, table]) => Object.keys(table).map((key) => `SIMPUL_${area}_${key}`));
    expect([...ALL_ERRORS.keys()].toSorted()).toEqual(codes.toSorted());
    for (const [code, definition] of ALL_ERRORS) expect(definition.code).toBe(code);
  });

  it('hold codes that the log takes', () => {
    expect(all.filter(({ code }) => !/^SIMPUL_[A-Z]+_[A-Z0-9_]+$/.test(code))).toEqual([]);
  });

  it('say in both languages the same, with the same placeholders', () => {
    const placeholders = (text: string): string => (text.match(/\{\w+\}/g) ?? []).toSorted().join(' ');
    const uneven = all.filter(({ message }) => placeholders(message.en) !== placeholders(message.id));
    expect(uneven.map(({ code }) => code)).toEqual([]);
    expect(all.filter(({ message }) => message.en === '' || message.id === '')).toEqual([]);
  });

  it('name one who must act, and a status of an error', () => {
    const odd = ({ actor, status }: ErrorDefinition): boolean =>
      !ACTORS.includes(actor) || status < 400 || status > 599;
    expect(all.filter(odd).map(({ code }) => code)).toEqual([]);
  });
});

describe('errors of an exchange', () => {
  it('have the status of style x7: 400 for Client.*, else 500, but for those that keep their own', () => {
    for (const { code, status, exchange } of exchanging) {
      const allowed = exchange.type.startsWith('Client.') ? [400, 409, 413, 422] : [500, 401, 429, 502, 503];
      expect([code, allowed.includes(status)]).toEqual([code, true]);
    }
  });

  it('have types of X-Road', () => {
    const odd = exchanging.filter(
      ({ exchange }) => !/^(?:Client|Server\.(?:Client|Server)Proxy)\.[A-Za-z]+$/.test(exchange.type),
    );
    expect(odd.map(({ code }) => code)).toEqual([]);
  });

  it('reach no provider before the intent is recorded, and leave a leaf ever after', () => {
    for (const { code, exchange } of exchanging) {
      const { step, reached, record } = exchange;
      if (step < 7) expect([code, reached]).toEqual([code, 'no']);
      const records =
        step < 6 ? ['none', 'counted', 'denied'] : step === 6 ? ['none', 'denied'] : ['closed', 'interrupted'];
      expect([code, records.includes(record)]).toEqual([code, true]);
    }
  });

  it('are recorded from step 2 on, but where nobody was identified, nothing was asked or nothing can be recorded', () => {
    const unrecorded = exchanging.filter(
      ({ exchange }) => exchange.step > 1 && ['none', 'counted'].includes(exchange.record),
    );
    expect(unrecorded.map(({ code }) => code)).toEqual([
      'SIMPUL_AUTH_TOKEN_MISSING',
      'SIMPUL_AUTH_TOKEN_INVALID',
      'SIMPUL_AUTH_PROOF_INVALID',
      'SIMPUL_AUTH_PROOF_REPLAYED',
      'SIMPUL_AUTH_CERTIFICATE_MISSING',
      'SIMPUL_AUTH_CERTIFICATE_UNKNOWN',
      'SIMPUL_AUTH_CERTIFICATE_INVALID',
      'SIMPUL_AUTH_KEY_UNKNOWN',
      'SIMPUL_AUTH_ADDRESS_UNKNOWN',
      'SIMPUL_AUTH_LINK_ENDED',
      'SIMPUL_SERVICE_CODE_MISSING',
      'SIMPUL_SERVICE_DESCRIPTION_UNKNOWN',
      'SIMPUL_SERVICE_DESCRIPTION_NONE',
      'SIMPUL_AUTHORITY_STALE',
      'SIMPUL_JOURNAL_UNAVAILABLE',
    ]);
  });
});

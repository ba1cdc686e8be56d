import { describe, expect, it } from '@jest/globals';
import * as contracts from '@simpul/contracts';
import { type Action, Bytes, Closed } from '@simpul/contracts';
import Type from 'typebox';
import { compile } from '../src/validation.ts';

const check = compile(
  Closed({ name: Type.String({ maxLength: 3 }), body: Bytes, list: Type.Optional(Type.Array(Type.Integer())) }),
);
const body = new Uint8Array(1);

describe('compile', () => {
  it('says nothing of what is as it should be', () => {
    expect(check({ name: 'abc', body, list: [1] })).toBeUndefined();
    expect(check({ name: 'abc', body: Buffer.from('x') })).toBeUndefined();
  });

  it.each<[unknown, string, string]>([
    [{ name: 'secret', body }, '/name', 'maxLength'],
    [{ name: 7, body }, '/name', 'type'],
    [{ name: 'abc', body: 'text' }, '/body', 'bytes'],
    [{ name: 'abc', body: [1] }, '/body', 'bytes'],
    [{ name: 'abc', body, list: [1, 'secret'] }, '/list/1', 'type'],
    [{ name: 'abc' }, '', 'required'],
    [{ name: 'abc', body, more: 1 }, '', 'additionalProperties'],
    [null, '', 'type'],
  ])('says of %j where and which rule, never the value', (value, place, rule) => {
    expect(check(value)).toEqual({ place, rule });
  });

  it('does not turn one type into another', () => {
    expect(compile(Type.Integer())('7')).toEqual({ place: '', rule: 'type' });
  });

  it('refuses a schema with a misspelt rule', () => {
    expect(() => compile(Type.Unsafe({ type: 'string', maxLenght: 3 }))('x')).toThrow('maxLenght');
  });

  it('can compile the parameters of every action', () => {
    const actions = Object.values<unknown>(contracts).filter(isAction);
    expect(actions.length).toBeGreaterThan(50);
    for (const { params } of actions) expect(() => compile(params)(undefined)).not.toThrow();
  });
});

function isAction(value: unknown): value is Action {
  return typeof value === 'object' && value !== null && 'params' in value && 'callers' in value;
}

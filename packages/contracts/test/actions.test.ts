import { describe, expect, it } from '@jest/globals';
import * as contracts from '../src/index.ts';
import { type Action, PublicJwk, registryChanged, SERVICES } from '../src/index.ts';

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);
const isAction = (value: unknown): value is Action => isNode(value) && 'callers' in value && 'deadlineMs' in value;
const actions = Object.values(contracts).filter(isAction);

/** Every object schema below a schema, with its place. */
function objectSchemas(schema: unknown, place = ''): { place: string; node: Node }[] {
  if (Array.isArray(schema)) return schema.flatMap((each, i) => objectSchemas(each, `${place}/${i}`));
  if (!isNode(schema)) return [];
  const below = Object.entries(schema).flatMap(([key, value]) => objectSchemas(value, `${place}/${key}`));
  return schema['type'] === 'object' ? [{ place, node: schema }, ...below] : below;
}

/** The one kind of object that others define and may extend. */
function isPublicJwk({ properties }: Node): boolean {
  return JSON.stringify(properties) === JSON.stringify(PublicJwk.properties);
}

describe.each(actions.map((action) => [action.name, action] as const))('%s', (name, action) => {
  it('takes and gives closed objects only, but for public keys', () => {
    const schemas = [...objectSchemas(action.params, 'params'), ...objectSchemas(action.result, 'result')];
    const open = schemas.filter(({ node }) => node['additionalProperties'] !== false && !isPublicJwk(node));
    expect(open.map(({ place }) => place)).toEqual([]);
    expect(schemas.map(({ place }) => place)).toEqual(expect.arrayContaining(['params', 'result']));
  });

  it('belongs to a service and is called by known others', () => {
    const [service = '', ...rest] = name.split('.');
    expect(SERVICES).toContain(service);
    expect(rest).toEqual([expect.stringMatching(/^[a-z][a-zA-Z]*$/)]);
    expect(action.callers).not.toEqual([]);
    expect(SERVICES).toEqual(expect.arrayContaining([...action.callers]));
    expect(new Set(action.callers).size).toBe(action.callers.length);
    expect(action.callers).not.toContain(service);
  });

  it('has a deadline, and cannot be changed', () => {
    expect(Number.isInteger(action.deadlineMs) && action.deadlineMs > 0).toBe(true);
    expect(typeof action.idempotent).toBe('boolean');
    expect(Object.isFrozen(action)).toBe(true);
  });
});

describe('the actions together', () => {
  it('have names of their own', () => {
    expect(actions.length).toBeGreaterThan(10);
    expect(new Set(actions.map(({ name }) => name)).size).toBe(actions.length);
  });

  it('let nobody but those beside the log append to it: the gateway cannot', () => {
    expect(contracts.auditAppend.callers).toEqual(['exchange', 'registry', 'identity']);
  });

  it('make audit a sink: it calls nobody', () => {
    expect(actions.filter(({ callers }) => callers.includes('audit'))).toEqual([]);
  });

  it('announce under the name of a service', () => {
    expect(SERVICES).toContain(registryChanged.name.split('.')[0]);
  });
});

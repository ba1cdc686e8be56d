import { describe, expect, it } from '@jest/globals';
import { HTTP } from '@simpul/errors';
import type { ApiCaller } from '../../src/auth/api-caller.ts';
import { type NeededScope, requireScope } from '../../src/auth/scopes.ts';

const client = (id: string, ...scopes: string[]): ApiCaller => ({
  id,
  scopes,
  actor: { kind: 'client', id, grants: [] },
});
const person: ApiCaller = { id: 'p-1', scopes: ['roles'], actor: { kind: 'person', id: 'p-1', grants: [] } };
const REQUEST: NeededScope = { anyOf: ['registry:request'], orSubsystem: true };
const EITHER: NeededScope = { anyOf: ['registry:write', 'registry:request'] };

describe('the scope of a token', () => {
  it.each([
    ['a client with the scope', client('sandbox-integrator', 'registry:request'), REQUEST],
    ['a client with one of several', client('sandbox-integrator', 'people:read', 'registry:request'), EITHER],
    ['a person, whose roles decide', person, EITHER],
    ['a subsystem, for itself', client('ID-LA/GOV/A/b'), REQUEST],
  ])('lets in %s', (_who, caller, needed) => {
    expect(() => requireScope(caller, needed)).not.toThrow();
  });

  it.each([
    ['a client without scopes', client('sandbox-integrator'), REQUEST, 'registry:request'],
    ['a client with another one', client('sandbox-auditor', 'audit:read'), EITHER, 'registry:write'],
    ['a scope that only begins alike', client('sandbox-operator', 'registry:write-all'), EITHER, 'registry:write'],
    ['a subsystem, where it is not for itself', client('ID-LA/GOV/A/b'), EITHER, 'registry:write'],
  ])('refuses %s', (_who, caller, needed, scope) => {
    expect(() => requireScope(caller, needed)).toThrow(
      expect.objectContaining({ code: HTTP.FORBIDDEN.code, params: { scope } }),
    );
  });
});

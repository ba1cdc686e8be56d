import { describe, expect, it } from '@jest/globals';
import { HTTP, SimpulError, toProblem } from '../src/index.ts';

const INCIDENT = '01890a5d-ac96-774b-bcce-b302099a8057';

describe('toProblem', () => {
  const error = new SimpulError(HTTP.FORBIDDEN, { params: { scope: 'audit:read' }, cause: new Error('a secret') });

  it('says what happened in the language that was asked for', () => {
    expect(toProblem(error, INCIDENT, 'en')).toEqual({
      type: 'about:blank',
      title: 'The token does not carry the scope audit:read',
      status: 403,
      code: 'SIMPUL_HTTP_FORBIDDEN',
      instance: `urn:uuid:${INCIDENT}`,
    });
    expect(toProblem(error, INCIDENT, 'id').title).toBe('Token tidak memuat cakupan audit:read');
  });

  it('keeps the cause to itself', () => {
    expect(JSON.stringify(toProblem(error, INCIDENT, 'en'))).not.toContain('secret');
  });
});

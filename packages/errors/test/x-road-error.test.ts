import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ACCESS, AUTH, BUS, SERVICE, SimpulError, toXRoadError, wantsXml } from '../src/index.ts';

const DETAIL = '01890a5d-ac96-774b-bcce-b302099a8057';
const XML = 'text/xml';
const DOCUMENT =
  /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<error><type>([^<]*)<\/type><message>([^<]*)<\/message><detail>([^<]*)<\/detail><\/error>$/;
/** What may stand in a document of XML 1.0 (section 2.2). */
// oxlint-disable-next-line no-control-regex -- tab, line feed and carriage return are what is allowed
const CHARACTERS = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The elements of an error in XML, their text as a parser gives it; fails where the text is no such document. */
function readXml(body: string): { type: string; message: string; detail: string } {
  expect(body).toMatch(CHARACTERS);
  const [, ...texts] = DOCUMENT.exec(body) ?? [];
  const [type = '', message = '', detail = ''] = texts.map((text) => {
    expect(text).not.toMatch(/&(?!(?:amp|lt|gt|quot|apos);)/);
    return text.replaceAll(/&(\w+);/g, (_, name: string) => ENTITIES[name] ?? '');
  });
  return { type, message, detail };
}

describe('toXRoadError', () => {
  it('is JSON of type, message with the code, and detail', () => {
    const answer = toXRoadError(new SimpulError(ACCESS.ENDPOINT_DENIED), DETAIL, undefined);
    expect(answer).toMatchObject({
      status: 500,
      type: 'Server.ServerProxy.AccessDenied',
      contentType: 'application/json',
    });
    expect(JSON.parse(answer.body)).toEqual({
      type: 'Server.ServerProxy.AccessDenied',
      message: 'The agreement does not cover this method and path (SIMPUL_ACCESS_ENDPOINT_DENIED)',
      detail: DETAIL,
    });
  });

  it('is XML of the same where that was asked for', () => {
    const answer = toXRoadError(new SimpulError(ACCESS.ENDPOINT_DENIED), DETAIL, XML);
    expect(answer.contentType).toBe('text/xml; charset=utf-8');
    expect(readXml(answer.body)).toEqual(
      JSON.parse(toXRoadError(new SimpulError(ACCESS.ENDPOINT_DENIED), DETAIL, undefined).body),
    );
  });

  it('is an internal error where the error is none that an exchange ends with', () => {
    const { type, status } = toXRoadError(new SimpulError(BUS.FAILED), DETAIL, undefined);
    expect({ type, status }).toEqual({ type: 'Server.ClientProxy.InternalError', status: 500 });
  });

  it('never shows the cause', () => {
    const error = new SimpulError(AUTH.PROOF_REPLAYED, { cause: new Error('a secret') });
    for (const accept of [undefined, XML]) expect(toXRoadError(error, DETAIL, accept).body).not.toContain('secret');
  });

  it('is well-formed XML that says what was meant, whatever a param holds', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('&', '<', '>', '"', "'", ';', ']]>', 'amp', 'é', '𝕏', '\n') }),
        (notice) => {
          const { body } = toXRoadError(new SimpulError(SERVICE.DISABLED, { params: { notice } }), DETAIL, XML);
          expect(readXml(body).message).toBe(`The service is disabled. ${notice} (SIMPUL_SERVICE_DISABLED)`);
        },
      ),
    );
  });

  it('is well-formed XML even where a param holds what XML cannot say', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
        (notice) => {
          const { body } = toXRoadError(new SimpulError(SERVICE.DISABLED, { params: { notice } }), DETAIL, XML);
          expect(readXml(body)).toMatchObject({ detail: DETAIL });
        },
      ),
    );
  });
});

describe('wantsXml', () => {
  it.each(['text/xml', 'application/xml', 'text/*', 'text/html, application/xml;q=0.9', 'TEXT/XML'])(
    'sees %s',
    (accept) => {
      expect(wantsXml(accept)).toBe(true);
    },
  );

  it.each([undefined, '', '*/*', 'application/json', 'text/html', 'application/*'])('does not see %s', (accept) => {
    expect(wantsXml(accept)).toBe(false);
  });
});

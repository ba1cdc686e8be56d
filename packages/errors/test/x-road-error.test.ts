import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ACCESS, AUTH, BUS, SERVICE, SimpulError, toXRoadError, type XRoadError } from '../src/index.ts';

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

/** As a bus of style x7 answers. */
function shown(error: SimpulError, accept?: string): XRoadError {
  return toXRoadError(error, { detail: DETAIL, accept, style: 'x7' });
}

describe('toXRoadError', () => {
  it('is JSON of type, message with the code, and detail', () => {
    const answer = shown(new SimpulError(ACCESS.ENDPOINT_DENIED));
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
    const answer = shown(new SimpulError(ACCESS.ENDPOINT_DENIED), XML);
    expect(answer.contentType).toBe('text/xml; charset=utf-8');
    expect(readXml(answer.body)).toEqual(JSON.parse(shown(new SimpulError(ACCESS.ENDPOINT_DENIED)).body));
  });

  it('has no code in a message that clients compare as a whole', () => {
    const error = new SimpulError(SERVICE.DESCRIPTION_NONE);
    expect(JSON.parse(shown(error).body)).toMatchObject({ message: 'Invalid service type: REST' });
    expect(readXml(shown(error, XML).body).message).toBe('Invalid service type: REST');
  });

  it('is an internal error where the error is none that an exchange ends with', () => {
    const { type, status } = shown(new SimpulError(BUS.FAILED));
    expect({ type, status }).toEqual({ type: 'Server.ClientProxy.InternalError', status: 500 });
  });

  it('never shows the cause', () => {
    const error = new SimpulError(AUTH.PROOF_REPLAYED, { cause: new Error('a secret') });
    for (const accept of [undefined, XML]) expect(shown(error, accept).body).not.toContain('secret');
  });

  it('is well-formed XML that says what was meant, whatever a param holds', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('&', '<', '>', '"', "'", ';', ']]>', 'amp', 'é', '𝕏', '\n') }),
        (notice) => {
          const { body } = shown(new SimpulError(SERVICE.DISABLED, { params: { notice } }), XML);
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
          const { body } = shown(new SimpulError(SERVICE.DISABLED, { params: { notice } }), XML);
          expect(readXml(body)).toMatchObject({ detail: DETAIL });
        },
      ),
    );
  });
});

describe('Accept', () => {
  const typeFor = (accept: string | undefined): string =>
    shown(new SimpulError(ACCESS.ENDPOINT_DENIED), accept).contentType;

  it.each([
    ['text/xml', 'text/xml'],
    ['application/xml', 'application/xml'],
    ['text/*', 'text/xml'],
    ['text/html, application/xml;q=0.9', 'application/xml'],
    ['application/json, text/*;q=0.1', 'text/xml'],
    ['TEXT/XML', 'text/xml'],
    ['application/xml,text/xml', 'application/xml'],
  ])('%s asks for %s', (accept, type) => expect(typeFor(accept)).toBe(`${type}; charset=utf-8`));

  it.each([undefined, '', '*/*', 'application/json', 'text/html', 'application/*', 'x-text/xml', 'application/xml+x'])(
    '%s does not ask for XML',
    (accept) => expect(typeFor(accept)).toBe('application/json'),
  );
});

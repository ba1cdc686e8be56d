import { describe, expect, it } from '@jest/globals';
import { isInnerList, serializeInnerList } from 'structured-headers';
import { readComponents } from '../../src/components/component.ts';
import { signatureBase } from '../../src/components/signature-base.ts';
import {
  type HttpMessage,
  importSigningKey,
  importVerifyingKey,
  type Jwk,
  jwkThumbprint,
  type RequestMessage,
  type ResponseMessage,
  verifyRequest,
} from '../../src/index.ts';
import { readMessage } from '../../src/message/read-message.ts';
import { readDictionary } from '../../src/structured/read-dictionary.ts';
import { withLines } from '../support/messages.ts';
import { ED25519, P256, RSA_PSS } from './keys.ts';

const DIGEST = 'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:';

/** `test-request` of B.2. */
const REQUEST: RequestMessage = {
  method: 'POST',
  targetUri: 'https://example.com/foo?param=Value&Pet=dog',
  headers: Object.entries({
    Host: 'example.com',
    Date: 'Tue, 20 Apr 2021 02:07:55 GMT',
    'Content-Type': 'application/json',
    'Content-Digest': DIGEST,
    'Content-Length': '18',
  }).flat(),
  body: Buffer.from('{"hello": "world"}'),
};

/** `test-response` of B.2. */
const RESPONSE: ResponseMessage = {
  status: 200,
  headers: Object.entries({
    Date: 'Tue, 20 Apr 2021 02:07:56 GMT',
    'Content-Type': 'application/json',
    'Content-Digest':
      'sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:',
    'Content-Length': '23',
  }).flat(),
  body: Buffer.from('{"message": "good dog"}'),
};

/** The request of B.3, as the proxy passes it on. */
const PROXIED: RequestMessage = {
  method: 'POST',
  targetUri: 'https://service.internal.example/foo?param=Value&Pet=dog',
  headers: [
    'Client-Cert',
    ':MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRoZW50aWNhdGUxGzAZBgNVBAMMEkxBIEludGVybWVkaWF0ZSBDQTAeFw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMyMjU1MzNaMA0xCzAJBgNVBAMMAkJDMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8YnXXfaUgmnMtOXU/IncWalRhebrXmckC8vdgJ1p5Be5F/3YC8OthxM4+k1M6aEAEFcGzkJiNy6J84y7uzo9M6NyMHAwCQYDVR0TBAIwADAfBgNVHSMEGDAWgBRm3WjLa38lbEYCuiCPct0ZaSED2DAOBgNVHQ8BAf8EBAMCBsAwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0RAQH/BBMwEYEPYmRjQGV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0gAMEUCIBHda/r1vaL6G3VliL4/Di6YK0Q6bMjeSkC3dFCOOB8TAiEAx/kHSB4urmiZ0NX5r5XarmPk0wmuydBVoU4hBVZ1yhk=:',
  ],
};

/** The request of B.4. */
const TRANSFORMED: RequestMessage = {
  method: 'GET',
  targetUri: 'https://example.org/demo?name1=Value1&Name2=value2',
  headers: [
    'Host',
    'example.org',
    'Date',
    'Fri, 15 Jul 2022 14:24:55 GMT',
    'Accept',
    'application/json',
    'Accept',
    '*/*',
  ],
};

interface Example {
  readonly section: string;
  readonly message: HttpMessage;
  readonly key: Jwk;
  readonly input: string;
  readonly signature: string;
}

const EXAMPLES: readonly Example[] = [
  {
    section: 'B.2.1, minimal',
    message: REQUEST,
    key: RSA_PSS,
    input: 'sig-b21=();created=1618884473;keyid="test-key-rsa-pss";nonce="b3k2pp5k7z-50gnwp.yemd"',
    signature:
      'd2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/lkbbHAve4cRAtx31Iq786U7it++wgGxbtRxf8Udx7zFZsckzXaJMkA7ChG52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSja8xxbR/Z2cOGdCbzR72rgFWhzx2VjBqJzsPLMIQKhO4DGezXehhWwE56YCE+O6c0mKZsfxVrogUvA4HELjVKWmAvtl6UnCh8jYzuVG5WSb/QEVPnP5TmcAnLH1g+s++v6d4s8m0gCw1fV5/SITLq9mhho8K3+7EPYTU8IU1bLhdxO5Nyt8C8ssinQ98Xw9Q==',
  },
  {
    section: 'B.2.3, full',
    message: REQUEST,
    key: RSA_PSS,
    input:
      'sig-b23=("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-rsa-pss"',
    signature:
      'bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qRpRRU5p2voTp768ZrCUb38K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1pFkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA1ipwvKvfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKEgM4cUA==',
  },
  {
    section: 'B.2.4, a response',
    message: RESPONSE,
    key: P256,
    input:
      'sig-b24=("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256"',
    signature: 'wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==',
  },
  {
    section: 'B.2.6, Ed25519',
    message: REQUEST,
    key: ED25519,
    input:
      'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    signature: 'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==',
  },
  {
    section: 'B.3, behind a proxy',
    message: PROXIED,
    key: P256,
    input: 'ttrp=("@path" "@query" "@method" "@authority" "client-cert");created=1618884473;keyid="test-key-ecc-p256"',
    signature: 'xVMHVpawaAC/0SbHrKRs9i8I3eOs5RtTMGCWXm/9nvZzoHsIg6Mce9315T6xoklyy0yzhD9ah4JHRwMLOgmizw==',
  },
  {
    section: 'B.4, fields of several lines',
    message: TRANSFORMED,
    key: ED25519,
    input: 'transform=("@method" "@path" "@authority" "accept");created=1618884473;keyid="test-key-ed25519"',
    signature: 'ZT1kooQsEHpZ0I1IjCqtQppOmIqlJPeo7DHR3SoMn0s5JZ1eRGS0A+vyYP9t/LXlh5QMFFQ6cpLt2m0pmj3NDA==',
  },
];

/** The base that an input asks for. */
function baseOf({ message, input }: Pick<Example, 'message' | 'input'>): string {
  const [list] = readDictionary('signature-input', input).values();
  if (list === undefined || !isInnerList(list)) throw new Error('not an input');
  return signatureBase(readComponents(list[0]), serializeInnerList(list), { message: readMessage(message) });
}

function holds({ key, signature, ...example }: Example, base = baseOf(example)): boolean {
  return importVerifyingKey(key).holds({ data: Buffer.from(base), signature: Buffer.from(signature, 'base64') });
}

describe('the examples of RFC 9421 appendix B', () => {
  it.each(EXAMPLES)('hold: $section', (example) => {
    expect(holds(example)).toBe(true);
  });

  it.each(EXAMPLES)('do not hold for a base that is changed: $section', (example) => {
    expect(holds(example, `${baseOf(example)} `)).toBe(false);
  });

  it('hold in selection (B.2.2), whose base is not made here: no component may have a parameter', () => {
    const params =
      '("@authority" "content-digest" "@query-param";name="Pet");created=1618884473;keyid="test-key-rsa-pss";tag="header-example"';
    const base = [
      '"@authority": example.com',
      `"content-digest": ${DIGEST}`,
      '"@query-param";name="Pet": dog',
      `"@signature-params": ${params}`,
    ].join('\n');
    const signature =
      'LjbtqUbfmvjj5C5kr1Ugj4PmLYvx9wVjZvD9GsTT4F7GrcQEdJzgI9qHxICagShLRiLMlAJjtq6N4CDfKtjvuJyE5qH7KT8UCMkSowOB4+ECxCmT8rtAmj/0PIXxi0A0nxKyB09RNrCQibbUjsLS/2YyFYXEu4TRJQzRw1rLEuEfY17SARYhpTlaqwZVtR8NV7+4UKkjqpcAoFqWFQh62s7Cl+H2fjBSpqfZUJcsIk4N6wiKYd4je2U/lankenQ99PZfB4jY3I5rSV2DSBVkSFsURIjYErOs0tFTQosMTAoxk//0RoKUqiYY8Bh0aaUEb0rQl3/XaVe4bXTugEjHSw==';
    const example = { section: 'B.2.2', message: REQUEST, key: RSA_PSS, input: `sig-b22=${params}`, signature };
    expect(holds(example, base)).toBe(true);
    expect(() => baseOf(example)).toThrow('component-parameter');
  });

  it('are made again, bit by bit, by Ed25519 (B.2.6, B.4)', async () => {
    const made = EXAMPLES.filter(({ key }) => key === ED25519);
    const signatures = await Promise.all(
      made.map(async (each) => importSigningKey(ED25519).sign(Buffer.from(baseOf(each)))),
    );
    expect(signatures.map((bytes) => Buffer.from(bytes).toString('base64'))).toEqual(
      made.map(({ signature }) => signature),
    );
  });

  it('print the base that is made (B.2.6)', () => {
    const example = EXAMPLES.find(({ section }) => section.startsWith('B.2.6'));
    expect(example === undefined ? '' : baseOf(example).split('\n')).toEqual([
      '"date": Tue, 20 Apr 2021 02:07:55 GMT',
      '"@method": POST',
      '"@path": /foo',
      '"@authority": example.com',
      '"content-type": application/json',
      '"content-length": 18',
      '"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    ]);
  });

  it('outlive that lines are joined and others added, not that lines trade places or the method changes (B.4)', () => {
    const example = EXAMPLES.find(({ section }) => section.startsWith('B.4'));
    if (example === undefined) throw new Error('no B.4');
    const survives = (change: Partial<RequestMessage>): boolean =>
      holds({ ...example, message: { ...TRANSFORMED, ...change } });
    expect(survives({ headers: ['Accept', 'application/json, */*', 'Accept-Language', 'en-US'] })).toBe(true);
    expect(survives({ headers: ['Accept', ' application/json ', 'Accept', '*/*\t'] })).toBe(true);
    expect(survives({ headers: ['Accept', '*/*', 'Accept', 'application/json'] })).toBe(false);
    expect(survives({ method: 'POST' })).toBe(false);
  });

  it('are not ours: each is refused, for it has another tag', async () => {
    const requests = EXAMPLES.filter(({ message }) => 'method' in message);
    for (const { message, key, input, signature } of requests) {
      const label = input.slice(0, input.indexOf('='));
      const lines = ['Signature-Input', input, 'Signature', `${label}=:${signature}:`];
      const signed = withLines(message as RequestMessage, lines);
      const result = await verifyRequest(signed, {
        now: 1_618_884_473,
        findKey: () => ({ key: importVerifyingKey(key), state: 'active' }),
        recordNonce: () => true,
      });
      expect(result).toEqual({ ok: false, rule: 'signature-missing' });
    }
  });

  it('with a shared secret (B.2.5) find no key: HMAC proves nothing to others', () => {
    const secret = {
      kty: 'oct',
      k: 'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ',
    };
    expect(() => jwkThumbprint(secret)).toThrow('key-unusable: kty');
  });
});

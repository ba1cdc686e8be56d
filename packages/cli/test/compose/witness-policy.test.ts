import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVerifierKey, formatVerifierKey, fromBase64Url } from '@simpul/tlog';
import { temporaryFolder } from '@simpul/testing';
import { readWitnessPolicyFile, witnessWarning } from '../../src/compose/witness-policy.ts';
import { sha256 } from '../../src/verification/trusted-keys.ts';

function witness(name: string, url = ''): string {
  const { x = '' } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
  const key = createVerifierKey(sha256, { name, algorithm: 'cosignature-ed25519', publicKey: fromBase64Url(x) });
  return `witness ${name} ${formatVerifierKey(key)} ${url}\n`;
}

const HERE = witness('here', 'http://127.0.0.1:7800');
const UNIVERSITY = witness('university', 'https://witness.example.ac.id/');

describe('readWitnessPolicyFile', () => {
  it('gives the text of a policy and names what is wrong with it', () => {
    const folder = temporaryFolder();
    const file = join(folder.path, 'policy');
    writeFileSync(file, `${UNIVERSITY}quorum university\n`);
    expect(readWitnessPolicyFile(file)).toBe(`${UNIVERSITY}quorum university\n`);
    writeFileSync(file, `${UNIVERSITY}quorum ministry\n`);
    expect(() => readWitnessPolicyFile(file)).toThrow(
      expect.objectContaining({ code: 'SIMPUL_CONFIG_INVALID', message: expect.stringContaining('line 2') }),
    );
    expect(() => readWitnessPolicyFile(join(folder.path, 'none'))).toThrow(/cannot be read/);
    folder.remove();
  });
});

describe('witnessWarning', () => {
  it.each([
    ['there is no policy', undefined, /no witness is configured/],
    ['nobody has to cosign', `${UNIVERSITY}quorum none\n`, /quorum none/],
    ['the witness is here', `${HERE}quorum here\n`, /on this machine/],
    ['one here is enough', `${HERE}${UNIVERSITY}group g any here university\nquorum g\n`, /on this machine/],
    ['it is here by name', `${witness('w', 'http://localhost:1')}quorum w\n`, /on this machine/],
    ['it is here by IPv6', `${witness('w', 'http://[::1]:1')}quorum w\n`, /on this machine/],
  ])('warns where %s', (_, policy, warning) => {
    expect(witnessWarning(policy)).toMatch(warning);
  });

  it.each([
    `${UNIVERSITY}quorum university\n`,
    `${HERE}${UNIVERSITY}group g all here university\nquorum g\n`,
    `${witness('w', 'http://10.0.0.7:7800')}quorum w\n`,
  ])('is silent where one elsewhere has to cosign', (policy) => {
    expect(witnessWarning(policy)).toBeUndefined();
  });
});

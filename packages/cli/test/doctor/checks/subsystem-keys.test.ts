import type { SubsystemKey } from '@simpul/contracts';
import { AUDIT, SimpulError } from '@simpul/errors';
import { describe, expect, it } from '@jest/globals';
import { checkSubsystemKeys } from '../../../src/doctor/checks/subsystem-keys.ts';
import type { Patient } from '../../../src/doctor/patient.ts';
import type { Session } from '../../../src/api/session.ts';
import { answering, codes, folderWith, makePatient, regionOf, SIAK, subsystem } from '../make-patient.ts';

const END = Date.UTC(2026, 11, 1);
const key = (state: SubsystemKey['state'], kid: string = state, until = END): SubsystemKey => ({
  kid,
  alg: 'ES256',
  state,
  from: 'registry',
  ...(state !== 'active' && { until }),
});
const file = (path: string) => ({ path, isFolder: false, mode: 0o600, uid: 0, mtimeMs: 0 });

/** A bus that shows these keys to an auditor. */
function withKeys(keys: readonly SubsystemKey[]): Patient {
  const { reached } = makePatient({ reached: answering() });
  if (reached?.answers !== true) throw new Error('it does not answer');
  const session = { sendForJson: async () => ({ keys }) } as unknown as Session;
  return makePatient({ region: regionOf([subsystem()]), reached: { ...reached, signIn: async () => session } });
}

describe('keys of subsystems', () => {
  it.each<{ keys: readonly SubsystemKey[]; found: readonly string[] }>([
    { keys: [key('active')], found: ['subsystem-keys-fine'] },
    { keys: [key('active'), key('ended'), key('revoked')], found: ['subsystem-keys-fine'] },
    { keys: [key('active'), key('ending')], found: ['subsystem-key-rotates'] },
    { keys: [key('ending', 'a', END - 1), key('ending', 'b')], found: ['subsystem-key-ends'] },
    { keys: [key('ended'), key('revoked')], found: ['subsystem-key-over'] },
    { keys: [], found: ['subsystem-key-over'] },
  ])('$keys: $found', async ({ keys, found }) => {
    expect(codes(await checkSubsystemKeys(withKeys(keys)))).toEqual(found);
  });

  it('are named with the last end, whose, and how to mend it', async () => {
    const [found] = await checkSubsystemKeys(withKeys([key('ending', 'a', END - 1), key('ending', 'b')]));
    expect(found?.what).toContain(`${SIAK} will have no key: b, the last one, ends on 2026-12-01T00:00:00.000Z`);
    expect(found?.mend).toContain(`simpul key rotate --as ${SIAK}`);
  });

  it('are not checked where nobody answers, or who asks may not see them', async () => {
    expect(codes(await checkSubsystemKeys(makePatient()))).toEqual(['subsystem-keys-not-asked']);
    const patient = withKeys([]);
    if (patient.reached?.answers !== true) throw new Error('it does not answer');
    const signIn = async () => {
      throw new SimpulError(AUDIT.RECORD_UNKNOWN);
    };
    const hidden = await checkSubsystemKeys({ ...patient, reached: { ...patient.reached, signIn } });
    expect(codes(hidden)).toEqual(['subsystem-keys-hidden']);
  });

  it('that are being changed are seen in the folder', async () => {
    const files = ['credentials/GOV.A.b.jwk.next', 'credentials/GOV.A.b.jwk', 'keys/token-signing.previous.jwk'];
    const found = await checkSubsystemKeys(makePatient({ folder: folderWith({ files: files.map(file) }) }));
    expect(codes(found)).toEqual(['key-change-unfinished', 'token-key-rotates', 'subsystem-keys-not-asked']);
  });
});

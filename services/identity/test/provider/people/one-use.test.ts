import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  approvedCode,
  approvedDevice,
  askWithDevice,
  redeem,
  refresh,
  signedInDevice,
} from '../../fixtures/people-client.ts';
import { type PeopleFixture, type PeopleServer, startPeopleServers, type Told } from '../../fixtures/people-fixture.ts';
import { proofKey } from '../../fixtures/token-client.ts';

const AT_ONCE = 50;
/** A soak takes its time. */
const ROUNDS = process.env['SIMPUL_SOAK'] === '1' ? 50 : 5;
const MINUTES = 10 * 60_000;

let fixture: PeopleFixture;
let server: PeopleServer;

beforeAll(async () => {
  fixture = await startPeopleServers();
  [server] = fixture.servers;
});
afterAll(() => fixture.stop());

/** Uses something many times at once, at two processes in turn. @returns how many uses succeeded */
async function useAtOnce(use: (server: PeopleServer) => Promise<Told>): Promise<number> {
  const uses = Array.from({ length: AT_ONCE }, (_, index) => use(fixture.servers[index % 2 === 0 ? 0 : 1]));
  const answers = await Promise.all(uses);
  const refused = answers.filter(({ status, json }) => status === 400 && json.error === 'invalid_grant');
  const given = answers.filter(({ status }) => status === 200);
  expect(given.length + refused.length).toBe(AT_ONCE);
  return given.length;
}

it(
  'an authorization code that is used many times at once is good for one use',
  async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { key, verifier, code } = await approvedCode(server, fixture.people);
      expect(await useAtOnce((one) => redeem(one, { code, code_verifier: verifier }, key))).toBe(1);
    }
  },
  MINUTES,
);

it(
  'so is a refresh token',
  async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { refreshToken, key } = await signedInDevice(server, fixture.people);
      expect(await useAtOnce((one) => refresh(one, refreshToken, key))).toBe(1);
    }
  },
  MINUTES,
);

it(
  'so is a device code',
  async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { deviceCode } = await approvedDevice(server, fixture.people);
      const key = await proofKey();
      expect(await useAtOnce((one) => askWithDevice(one, deviceCode, key))).toBe(1);
    }
  },
  MINUTES,
);

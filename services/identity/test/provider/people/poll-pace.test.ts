import { expect, it } from '@jest/globals';
import { createPollPace } from '../../../src/provider/people/poll-pace.ts';
import { askWithDevice, startDevice } from '../../fixtures/people-client.ts';
import { SITI, startPeopleServers } from '../../fixtures/people-fixture.ts';
import { proofKey } from '../../fixtures/token-client.ts';

const INTERVAL_MS = 5000;

it('lets a device ask at its interval, and tells it to slow down above', () => {
  let now = 0;
  const pace = createPollPace(() => now);
  for (let asked = 0; asked < 20; asked += 1) {
    expect(() => pace.check('code')).not.toThrow();
    now += INTERVAL_MS;
  }
  pace.check('code');
  pace.check('code');
  expect(() => pace.check('code')).toThrow('slow_down');
  expect(() => pace.check('another')).not.toThrow();
});

it('is of no concern to a device whose person has decided', async () => {
  const fixture = await startPeopleServers({ now: () => 0 });
  try {
    const [server] = fixture.servers;
    const { json } = await startDevice(server);
    const deviceCode = String(json.device_code);
    const key = await proofKey();
    const ask = async () => (await askWithDevice(server, deviceCode, key)).json.error;
    expect([await ask(), await ask(), await ask()]).toEqual([
      'authorization_pending',
      'authorization_pending',
      'slow_down',
    ]);
    const { session } = fixture.people.signIn(SITI);
    await server.devices.approve(String(json.user_code), { personId: SITI.id, sessionId: session.id });
    expect(await ask()).toBeUndefined();
  } finally {
    await fixture.stop();
  }
});

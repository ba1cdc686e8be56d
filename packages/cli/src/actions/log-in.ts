import { createProofKey, exportProofKey } from '../api/dpop.ts';
import { type BusOptions, withBus } from '../credentials/bus-address.ts';
import { startDeviceFlow, waitForPerson } from '../login/device-flow.ts';
import { loginFile, writeLogin } from '../login/login-files.ts';
import type { Terminal } from '../terminal.ts';

const SECOND_MS = 1000;

/** Logs a person in: prints where to agree, waits for that, and keeps what the bus then gives. */
export async function logIn(options: BusOptions, terminal: Terminal): Promise<void> {
  const { json = false } = options;
  await withBus(options, terminal, async (bus) => {
    const file = loginFile(bus.publicUrl, terminal);
    const waiting = await startDeviceFlow(bus);
    const { address, addressWithCode, userCode, expiresInS } = waiting;
    terminal.out(
      json
        ? `${JSON.stringify({ verification_uri: address, verification_uri_complete: addressWithCode, user_code: userCode, expires_in: expiresInS })}\n`
        : `Open ${addressWithCode}\nand compare the code: ${userCode}\nWaiting for you to agree there…\n`,
    );
    const key = await createProofKey();
    const { token, refreshToken, expiresIn } = await waitForPerson(bus, waiting, { key, terminal });
    await writeLogin(file, {
      publicUrl: bus.publicUrl,
      refreshToken,
      key: await exportProofKey(key),
      access: { token, endsAt: terminal.now() + expiresIn * SECOND_MS },
    });
    terminal.out(
      json ? `${JSON.stringify({ signed_in: true, url: bus.publicUrl })}\n` : `Signed in to ${bus.publicUrl}.\n`,
    );
  });
}

import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CONFIG, SimpulError } from '@simpul/errors';
import type { Bus } from '../api/bus.ts';
import { failureOf, isBusFailure } from '../api/bus-failure.ts';
import { type HttpAnswer, headerOf } from '../api/http-client.ts';
import { waitForReceipt } from '../api/receipt.ts';
import { findCaller, type Caller } from '../credentials/find-caller.ts';
import { withBus } from '../credentials/bus-address.ts';
import { exchangeTarget } from '../credentials/client-id.ts';
import { pinAtContact } from '../credentials/pin-at-contact.ts';
import { CLI } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { ExitWith } from '../exit-with.ts';
import { printAnswer } from '../output/answer.ts';
import { openSigning } from '../signatures/exchange-signing.ts';
import type { Terminal } from '../terminal.ts';
import { buildRequest, type CallOptions } from './build-request.ts';

/** Makes the exchange that `simpul call` describes, prints its answer and stores its receipt. */
export async function runCall(text: string, options: CallOptions, terminal: Terminal): Promise<void> {
  await withBus(options, terminal, async (bus) => {
    const caller = await findCaller(bus, options, terminal);
    const target = await exchangeTarget(text, bus);
    const request = await buildRequest(target, { options, client: caller.id, terminal });
    const signing = options.sign === true ? await openSigning(bus, options, terminal) : undefined;
    const session = await caller.open('/r1', signing?.sign);
    const answer = await session.send(request);
    await signing?.keep(answer);
    if (isBusFailure(answer)) throw failureOf(answer, bus.url);
    // An answer whose signature does not hold is not printed.
    const signatures = signing && { request: { keyid: signing.keyid }, response: await signing.check(answer) };
    printAnswer(answer, { terminal, json: options.json === true, receiptFile: options.receipt, signatures });
    if (options.receipt !== undefined) await storeReceipt(bus, caller, { answer, file: options.receipt, terminal });
    if (answer.status >= 400) throw new ExitWith(EXIT.provider);
  });
}

async function storeReceipt(
  bus: Bus,
  caller: Caller,
  { answer, file, terminal }: { readonly answer: HttpAnswer; readonly file: string; readonly terminal: Terminal },
): Promise<void> {
  const address = headerOf(answer, 'x-simpul-receipt');
  if (address === undefined) {
    const reason = 'its answer names no receipt (X-Simpul-Receipt)';
    throw new SimpulError(CLI.NOT_A_BUS, { params: { url: bus.url, reason } });
  }
  await pinAtContact(bus);
  const session = await caller.open('/api');
  const receipt = await waitForReceipt(session, address, terminal);
  try {
    await writeFile(resolve(terminal.cwd, file), receipt);
  } catch (error) {
    const reason = `cannot be written (${(error as NodeJS.ErrnoException).code}); the receipt stays at ${address}`;
    throw new SimpulError(CONFIG.INVALID, { params: { name: file, reason }, cause: error });
  }
}

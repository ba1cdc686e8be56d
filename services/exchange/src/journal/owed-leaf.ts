import { leafText, type Recorder } from '@simpul/bus';
import type { Intent } from './intent.ts';

/**
 * Sends the leaf that a row owes: of a refusal what it was, of an exchange whose end nobody told that it was interrupted.
 * @throws SimpulError `SIMPUL_RECORD_UNAVAILABLE`; the leaf is still sent
 */
export async function sendOwedLeaf(recorder: Pick<Recorder, 'record'>, intent: Intent): Promise<void> {
  const { id, state, leaf, sideCar } = intent;
  const [type, outcome] = state === 'denied' ? ['exchange.denied', 'refused'] : ['exchange.interrupted', 'interrupted'];
  await recorder.record(id, (src) => leafText({ ...leaf, id, type, outcome }, src), sideCar);
}

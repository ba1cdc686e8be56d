import type { Bus } from '../api/bus.ts';
import type { HttpAnswer } from '../api/http-client.ts';
import { findSigningKey } from '../credentials/signing-key.ts';
import type { BusOptions } from '../credentials/find-bus.ts';
import type { Terminal } from '../terminal.ts';
import { failed } from '../verification/holds.ts';
import { type AnswerSignature, checkAnswer } from './check-answer.ts';
import type { SignRequest } from './request-signer.ts';
import { openSavedExchange, type SavedExchange } from './save-exchange.ts';
import { createSignedCall } from './signed-call.ts';

/** Options of `simpul call` about signatures. */
export interface SigningOptions {
  /** Follows from the others. */
  readonly sign?: boolean;
  /** An answer without the bus's signature is refused. */
  readonly signedAnswer?: boolean;
  /** Folder that keeps the messages. */
  readonly save?: string;
}

/** The signatures of one exchange: on its request, and on its answer where the agreement has one. */
export interface ExchangeSigning {
  readonly keyid: string;
  /** @throws SimpulError `SIMPUL_CLI_USAGE` for a request that the bus would refuse */
  readonly sign: SignRequest;
  /** Keeps the messages where the options say so. @throws SimpulError `SIMPUL_CONFIG_INVALID` */
  keep(answer: HttpAnswer): Promise<void>;
  /**
   * Verifies the answer.
   *
   * @returns undefined for one without a signature of the bus
   * @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED` where it does not hold, or is missing and was demanded
   */
  check(answer: HttpAnswer): Promise<AnswerSignature | undefined>;
}

/** Finds the key, and makes the folder that the options name. @throws SimpulError `SIMPUL_CLI_USAGE`, `SIMPUL_CONFIG_INVALID` */
export async function openSigning(
  bus: Bus,
  options: BusOptions & SigningOptions & { readonly as?: string },
  terminal: Terminal,
): Promise<ExchangeSigning> {
  const { signedAnswer = false, save } = options;
  const key = await findSigningKey(bus, options, terminal);
  const saved: SavedExchange | undefined = save === undefined ? undefined : await openSavedExchange(save, terminal);
  const call = createSignedCall(key, () => terminal.now());
  return {
    keyid: key.keyid,
    sign: call.sign,
    keep: async (answer) => saved?.messages(call.request(), answer),
    async check(answer) {
      const signature = await checkAnswer(answer, { bus, request: call.request(), now: terminal.now() });
      if (signature === undefined && signedAnswer) throw failed('the answer', 'it is not signed by the bus');
      if (signature !== undefined) await saved?.key(signature.jwk);
      return signature;
    },
  };
}

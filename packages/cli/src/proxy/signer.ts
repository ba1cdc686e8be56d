import { SimpulError } from '@simpul/errors';
import { SignatureError } from '@simpul/http-signatures';
import type { Bus } from '../api/bus.ts';
import type { BusOptions } from '../credentials/find-bus.ts';
import { findSigningKey } from '../credentials/signing-key.ts';
import { createRequestSigner, type SignRequest } from '../signatures/request-signer.ts';
import type { Terminal } from '../terminal.ts';
import { PROXY } from './errors.ts';

/** Signs what the proxy sends with the subsystem's key. */
export interface ProxySigner {
  /** @throws SimpulError `SIMPUL_PROXY_UNSIGNABLE` for a request that the bus would refuse */
  readonly sign: SignRequest;
  /** Takes the key as it is now. @throws as {@link openProxySigner} */
  reread(): Promise<void>;
}

/** @throws SimpulError `SIMPUL_CLI_USAGE`, `SIMPUL_CONFIG_INVALID` where there is no key to sign with */
export async function openProxySigner(
  bus: Bus,
  flags: BusOptions & { readonly as: string },
  terminal: Terminal,
): Promise<ProxySigner> {
  const read = async (): Promise<SignRequest> =>
    createRequestSigner(await findSigningKey(bus, flags, terminal), () => terminal.now());
  let sign = await read();
  return {
    async sign(message) {
      try {
        return await sign(message);
      } catch (cause) {
        if (!(cause instanceof SignatureError)) throw cause;
        throw new SimpulError(PROXY.UNSIGNABLE, { params: { reason: cause.message }, cause });
      }
    },
    async reread() {
      sign = await read();
    },
  };
}

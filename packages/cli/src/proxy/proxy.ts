import type { ErrorStyle } from '@simpul/errors';
import type { Bus } from '../api/bus.ts';
import { requestToken } from '../api/token.ts';
import type { Client } from '../credentials/client-key.ts';
import type { ListenAddress } from '../witness/listen-address.ts';
import { openDoor } from './door.ts';
import { createForwarder } from './forward.ts';
import { SIGNED_ALL_BYTES } from './limits.ts';
import type { Reports } from './reports.ts';
import { HeldBytes } from './request-body.ts';
import type { ProxySigner } from './signer.ts';
import { createTokenKeeper } from './token-keeper.ts';
import type { Upstream } from './upstream.ts';

export interface ProxyOptions {
  readonly bus: Bus;
  readonly upstream: Upstream;
  readonly clientId: string;
  readonly address: ListenAddress;
  readonly remote: boolean;
  readonly style: ErrorStyle;
  /** The subsystem with its key as it is now. */
  readonly readClient: () => Promise<Client>;
  /** Signs exchanges; nobody does where it is absent. */
  readonly signer?: ProxySigner | undefined;
  readonly reports: Pick<Reports, 'token' | 'tokenFailed' | 'error'>;
}

/** A proxy, listening. */
export interface RunningProxy {
  readonly address: ListenAddress;
  stop(): Promise<void>;
}

/** Starts a proxy; the bus need not be there yet. @throws SimpulError where it cannot listen */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const { bus, upstream, clientId, address, remote, style, readClient, signer, reports } = options;
  const tokens = createTokenKeeper({
    async request() {
      const client = await readClient();
      await signer?.reread();
      return requestToken(bus, { client, resource: `${bus.publicUrl}/r1` });
    },
    now: () => performance.now(),
    onToken: reports.token,
    onFailure: reports.tokenFailed,
  });
  const { publicUrl } = bus;
  const signing = signer && { sign: signer.sign, budget: new HeldBytes(SIGNED_ALL_BYTES) };
  const forwarder = createForwarder({
    upstream,
    tokens,
    publicUrl,
    client: clientId,
    budget: new HeldBytes(),
    signing,
  });
  const door = await openDoor({ address, remote, style, forwarder, onError: reports.error });
  // Whether the key is good shows at once; a failure is told by onFailure, and the next request asks again.
  tokens.get().catch(() => undefined);
  return {
    address: door.address,
    async stop() {
      await door.stop();
      upstream.close();
    },
  };
}

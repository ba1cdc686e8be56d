import moleculer from 'moleculer';
import { readFileSync } from 'node:fs';
import { nkeyAuthenticator } from 'nats';

/** How a program of this folder reaches NATS, as the arguments that it is started with. */
export interface NatsArguments {
  readonly url: string;
  /** Files of the certificate authority and of the seed of the user's nkey. */
  readonly caFile: string;
  readonly nkeyFile: string;
}

/** Milliseconds; Moleculer itself would wait for ever. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Action that the gateway calls. */
export const ACTION = 'provider.submit';
/** Service that has it. */
export const [SERVICE = ''] = ACTION.split('.', 1);

/** A Moleculer node as its own documentation sets one up, without logs and metrics. */
export function createNode(nodeID: string, { url, caFile, nkeyFile }: NatsArguments): moleculer.ServiceBroker {
  return new moleculer.ServiceBroker({
    nodeID,
    logger: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    transporter: {
      type: 'NATS',
      options: { servers: [url], tls: { caFile }, authenticator: nkeyAuthenticator(readFileSync(nkeyFile)) },
    },
  });
}

/** Reads what {@link argumentsOf} wrote, from where it begins in the arguments of a program. */
export function natsArguments([url = '', caFile = '', nkeyFile = '']: readonly string[]): NatsArguments {
  return { url, caFile, nkeyFile };
}

export function argumentsOf({ url, caFile, nkeyFile }: NatsArguments): string[] {
  return [url, caFile, nkeyFile];
}

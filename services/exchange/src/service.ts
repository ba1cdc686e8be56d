import { type Bus, handler } from '@simpul/bus';
import {
  type Actor,
  exchangeDirectory,
  exchangeDispatch,
  exchangeMetadata,
  exchangeRotateKey,
  exchangeStream,
  type Result,
} from '@simpul/contracts';
import { createDispatch, type DispatchDeps } from './actions/dispatch.ts';
import { createListDirectory } from './actions/directory.ts';
import { createMetadata } from './actions/metadata.ts';

export interface ExchangeActionDeps extends DispatchDeps {
  readonly rotateKey: (actor: Actor) => Promise<Result<typeof exchangeRotateKey>>;
}

/** Offers the exchange's actions on the bus. */
export function serveExchange(bus: Bus, deps: ExchangeActionDeps): void {
  const { dispatch, stream } = createDispatch(deps);
  bus.serve('exchange', [
    handler(exchangeDispatch, dispatch),
    handler(exchangeStream, stream),
    handler(exchangeMetadata, createMetadata(deps)),
    handler(exchangeRotateKey, ({ actor }) => deps.rotateKey(actor)),
    handler(exchangeDirectory, createListDirectory(deps.directory)),
  ]);
}

import { type Bus, handler } from '@simpul/bus';
import { exchangeDirectory, exchangeDispatch, exchangeMetadata, exchangeStream } from '@simpul/contracts';
import { createDispatch, type DispatchDeps } from './actions/dispatch.ts';
import { createListDirectory } from './actions/directory.ts';
import { createMetadata } from './actions/metadata.ts';

/** Offers the exchange's actions on the bus. */
export function serveExchange(bus: Bus, deps: DispatchDeps): void {
  const { dispatch, stream } = createDispatch(deps);
  bus.serve('exchange', [
    handler(exchangeDispatch, dispatch),
    handler(exchangeStream, stream),
    handler(exchangeMetadata, createMetadata(deps)),
    handler(exchangeDirectory, createListDirectory(deps.directory)),
  ]);
}

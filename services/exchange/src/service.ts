import { type Bus, handler } from '@simpul/bus';
import { exchangeDirectory, exchangeDispatch, exchangeMetadata } from '@simpul/contracts';
import { createDispatch, type DispatchDeps } from './actions/dispatch.ts';
import { createListDirectory } from './actions/directory.ts';
import { createMetadata } from './actions/metadata.ts';

/** Offers the exchange's actions on the bus. */
export function serveExchange(bus: Bus, deps: DispatchDeps): void {
  bus.serve('exchange', [
    handler(exchangeDispatch, createDispatch(deps)),
    handler(exchangeMetadata, createMetadata(deps)),
    handler(exchangeDirectory, createListDirectory(deps.directory)),
  ]);
}

import { type Bus, handler } from '@simpul/bus';
import { exchangeDirectory, exchangeDispatch, exchangeMetadata } from '@simpul/contracts';
import { createDispatch, type DispatchDeps } from './actions/dispatch.ts';
import { createListDirectory } from './actions/directory.ts';
import { answerMetadata } from './steps/metadata.ts';
import { beginProgress } from './steps/progress.ts';

/** Offers the exchange's actions on the bus. */
export function serveExchange(bus: Bus, deps: DispatchDeps): void {
  const { directory } = deps;
  bus.serve('exchange', [
    handler(exchangeDispatch, createDispatch(deps)),
    handler(exchangeMetadata, (request) =>
      answerMetadata(beginProgress(request, directory.settings?.instance ?? ''), deps),
    ),
    handler(exchangeDirectory, createListDirectory(directory)),
  ]);
}

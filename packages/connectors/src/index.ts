export type {
  Dispatch,
  DispatchOptions,
  ProviderAnswer,
  ProviderRequest,
  RestConnector,
  RestTarget,
  TargetSettings,
} from './connector.ts';
export { createDispatcher, type CountedAnswer, type Dispatcher, type DispatcherOptions } from './create-dispatcher.ts';
export type { ListenerAddress } from './own-listeners.ts';
export { loadConnector } from './load-connector.ts';

export type {
  AnswerHead,
  AnswerPassage,
  AnswerSink,
  Dispatch,
  DispatchOptions,
  ProviderAnswer,
  ProviderRequest,
  RestConnector,
  RestTarget,
  StreamedBody,
  TargetSettings,
} from './connector.ts';
export { createDispatcher, type CountedAnswer, type Dispatcher, type DispatcherOptions } from './create-dispatcher.ts';
export { createEgressGuard, type EgressGuard } from './egress-guard.ts';
export type { ListenerAddress } from './own-listeners.ts';
export { loadConnector } from './load-connector.ts';
export { loadDocumentClient } from './document/load-document-client.ts';

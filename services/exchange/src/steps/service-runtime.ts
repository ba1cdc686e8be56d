import { type Agreement, versionId } from '@simpul/contracts';
import type { RestConnector, RestTarget } from '@simpul/connectors';
import type { Consumer } from '../domain/authenticate.ts';
import type { ServiceEntry } from '../domain/directory.ts';
import { MAX_HELD_BODY_BYTES } from '../config.ts';
import { compileClosedLeaf, type LeafStatics, type RenderClosedLeaf } from '../journal/closed-leaf.ts';

/** What leaves of one agreement and operation have in common. */
export interface LeafForm {
  readonly statics: LeafStatics;
  readonly render: RenderClosedLeaf;
}

/** Who asks, as the leaf tells it. */
export type LeafConsumer = Pick<Consumer, 'id' | 'legacyLink'>;

/** What an exchange needs of a service, made once per service version and dropped with it. */
export interface ServiceRuntime {
  readonly target: RestTarget;
  leafForm(agreement: Agreement, consumer: LeafConsumer, op: string): LeafForm;
}

/**
 * Makes and remembers runtimes. They hang on directory entries, so that a change of a service, its contract or its
 * agreements makes new ones and lets the old ones finish.
 */
export function createServiceRuntimes(connector: RestConnector): (entry: ServiceEntry) => ServiceRuntime {
  const known = new WeakMap<ServiceEntry, ServiceRuntime>();
  const current = new Map<string, { readonly target: RestTarget; readonly timeoutMs: number }>();

  /** Exchanges may hold the old target before they are dispatched; after their time-out none does. */
  function retire(id: string): void {
    const old = current.get(id);
    if (old === undefined) return;
    setTimeout(() => {
      old.target.close().catch(() => undefined);
    }, old.timeoutMs).unref();
  }

  function create(entry: ServiceEntry): ServiceRuntime {
    const { service } = entry;
    const forms = new WeakMap<Agreement, Map<string, LeafForm>>();
    const target = connector.target({
      id: service.id,
      // Without an address its contract's examples answer, and nothing is ever dispatched.
      url: service.url ?? '',
      connector: service.connector,
      allow: entry.egress,
      maxResponseBytes: MAX_HELD_BODY_BYTES,
    });
    const id = versionId(service.id, service.version);
    retire(id);
    current.set(id, { target, timeoutMs: service.timeoutMs });
    return {
      target,
      leafForm(agreement, consumer, op) {
        const byKey = forms.get(agreement) ?? new Map<string, LeafForm>();
        forms.set(agreement, byKey);
        const key = `${consumer.id} ${consumer.legacyLink ?? ''} ${op}`;
        const form = byKey.get(key) ?? createLeafForm(entry, agreement, consumer, op);
        byKey.set(key, form);
        return form;
      },
    };
  }

  return (entry) => {
    let runtime = known.get(entry);
    if (runtime === undefined) known.set(entry, (runtime = create(entry)));
    return runtime;
  };
}

function createLeafForm(
  { service }: ServiceEntry,
  agreement: Agreement,
  { id, legacyLink }: LeafConsumer,
  op: string,
): LeafForm {
  const statics: LeafStatics = {
    consumer: id,
    provider: service.id,
    version: service.version,
    agreement: { digest: agreement.digest, id: agreement.id },
    purpose: agreement.purpose.code,
    legal: agreement.legalBasis,
    op,
    ...(agreement.onBehalfOf === undefined ? {} : { onBehalfOf: agreement.onBehalfOf }),
    ...(agreement.providedFor === undefined ? {} : { providedFor: agreement.providedFor }),
    ...(legacyLink === undefined ? {} : { actor: legacyLink }),
  };
  return { statics, render: compileClosedLeaf(statics) };
}

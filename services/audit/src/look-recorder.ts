import { randomUUID } from 'node:crypto';
import { leafActor } from '@simpul/bus';
import type { Asker } from '@simpul/contracts';
import { createSourceChain, type SourceChain } from '@simpul/tlog';
import type { SentLeaf } from './domain/leaf-check.ts';
import { createLeafId } from './domain/leaf-id.ts';
import { sha256 } from './domain/sha256.ts';
import type { AuditLog } from './log.ts';

const NO_SIDE_CAR = new Uint8Array();

/** Records who looks at what the log holds: a leaf of this node, durable before the answer leaves. */
export class LookRecorder {
  readonly #chain: SourceChain;
  /** Looks whose leaf is made but not durable; at most one. */
  #undelivered: SentLeaf | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(node: string) {
    this.#chain = createSourceChain({ node, boot: randomUUID(), hash: sha256 });
  }

  /**
   * Records one look, after those before it: their leaves form a chain.
   * @param asker who looks; of a person the leaf holds a commitment
   * @param view what was viewed (`audit.view`); a search without it (`audit.search`)
   * @throws SimpulError as `append`; the look must not be answered then
   */
  record(log: AuditLog, asker: Pick<Asker, 'id' | 'person'>, view?: string): Promise<void> {
    const { id, person } = asker;
    const { leaf, sideCar: opened } = leafActor({ kind: person === true ? 'person' : 'client', id });
    const sideCar = person === true ? new TextEncoder().encode(JSON.stringify(opened)) : NO_SIDE_CAR;
    const seen = view === undefined ? { type: 'audit.search', ...leaf } : { type: 'audit.view', ...leaf, op: view };
    const look = this.#last.then(() => this.#deliver(log, seen, sideCar));
    this.#last = look.catch(() => undefined);
    return look;
  }

  async #deliver(
    log: AuditLog,
    seen: { readonly type: string; readonly actor: string },
    sideCar: Uint8Array,
  ): Promise<void> {
    // A leaf of the chain that could not be delivered goes first, unchanged: otherwise the chain would have a gap.
    if (this.#undelivered !== undefined) await this.#send(log, this.#undelivered);
    const time = Date.now();
    const id = createLeafId(time);
    const leaf = this.#chain.next({ v: 1, id, time, ...seen });
    await this.#send(log, { id, leaf, sideCar });
  }

  async #send(log: AuditLog, leaf: SentLeaf): Promise<void> {
    this.#undelivered = leaf;
    await log.append([leaf]);
    this.#undelivered = undefined;
  }
}

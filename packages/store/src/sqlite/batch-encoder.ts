import { type Batch, DEFINE, type SqlValue, type Statement } from './batch-protocol.ts';

/** Statements that the worker keeps prepared; beyond it the oldest makes room. */
const MAX_STATEMENTS = 256;

export interface Operation {
  readonly statement: Statement;
  readonly params: readonly SqlValue[];
}

/** Writes operations as batches for one worker; defines a statement to it when it is first used. */
export class BatchEncoder {
  readonly #slots = new Map<string, number>();
  readonly #sqlOf: string[] = [];
  #next = 0;

  encode(operations: readonly Operation[]): Batch {
    const stream: Batch['stream'][number][] = [];
    let writes = false;
    for (const { statement, params } of operations) {
      if (statement.kind === 'run') writes = true;
      let slot = this.#slots.get(statement.sql);
      if (slot === undefined) {
        slot = this.#assign(statement.sql);
        stream.push(DEFINE, slot, statement.sql, statement.kind);
      }
      stream.push(slot, params.length, ...params);
    }
    return { writes, stream };
  }

  #assign(sql: string): number {
    const slot = this.#next;
    this.#next = (slot + 1) % MAX_STATEMENTS;
    const evicted = this.#sqlOf[slot];
    if (evicted !== undefined) this.#slots.delete(evicted);
    this.#sqlOf[slot] = sql;
    this.#slots.set(sql, slot);
    return slot;
  }
}

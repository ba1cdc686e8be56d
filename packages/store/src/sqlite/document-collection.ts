import type { Collection, CollectionSpec, Document, Equality, JsonValue, Query, Selection } from '../document-store.ts';
import type { SqlValue, StatementResult } from './batch-protocol.ts';
import { declaredMembers, identifier, TEXT_COLUMN } from './document-schema.ts';
import {
  assignment,
  type Clause,
  columnConditions,
  type FixedStatements,
  fixedStatements,
  ordering,
  textEquality,
} from './document-statements.ts';
import type { WorkerQueue } from './worker-queue.ts';

/** A collection in the file of a worker. */
export class SqliteCollection<D extends Document> implements Collection<D> {
  readonly #queue: WorkerQueue;
  readonly #table: string;
  readonly #declared: readonly string[];
  readonly #fixed: FixedStatements;

  constructor(queue: WorkerQueue, spec: CollectionSpec) {
    this.#queue = queue;
    this.#table = identifier(spec.name);
    this.#declared = declaredMembers(spec);
    this.#fixed = fixedStatements(this.#table, this.#declared);
  }

  async insert(document: D): Promise<void> {
    await this.#queue.run({ statement: this.#fixed.insert, params: this.#row(document) });
  }

  async put(document: D): Promise<void> {
    await this.#queue.run({ statement: this.#fixed.put, params: this.#row(document) });
  }

  async get(id: string): Promise<D | undefined> {
    const text = await this.#queue.run({ statement: this.#fixed.get, params: [id] });
    return typeof text === 'string' ? (JSON.parse(text) as D) : undefined;
  }

  async update(id: string, changes: Partial<D>, where?: Equality<D>): Promise<boolean> {
    const set = this.#assignment(changes);
    const only = textEquality(
      Object.entries(where ?? {}).map(([member, value]) => [member, jsonText(member, value)] as const),
    );
    const sql = `UPDATE ${this.#table} SET ${set.sql} WHERE id = ?${only.sql}`;
    return (await this.#write(sql, [...set.params, id, ...only.params])) > 0;
  }

  async updateMany(ids: readonly string[], changes: Partial<D>): Promise<number> {
    const set = this.#assignment(changes);
    const sql = `UPDATE ${this.#table} SET ${set.sql} WHERE id IN (SELECT value FROM json_each(?))`;
    return this.#write(sql, [...set.params, JSON.stringify(ids)]);
  }

  async delete(id: string): Promise<boolean> {
    return Number(await this.#queue.run({ statement: this.#fixed.delete, params: [id] })) > 0;
  }

  async deleteEach(ids: readonly string[]): Promise<number> {
    return Number(await this.#queue.run({ statement: this.#fixed.deleteEach, params: [JSON.stringify(ids)] }));
  }

  async deleteMany(selection: Selection<D>, limit: number): Promise<number> {
    const where = this.#conditions(selection);
    const sql = `DELETE FROM ${this.#table} WHERE id IN (SELECT id FROM ${this.#table}${where.sql} LIMIT ?)`;
    return this.#write(sql, [...where.params, checkedLimit(limit)]);
  }

  async find(query: Query<D>): Promise<D[]> {
    const where = this.#conditions(query);
    if (query.orderBy !== undefined) this.#mustBeDeclared(query.orderBy);
    const order = ordering(query.orderBy, query.direction);
    const sql = `SELECT ${TEXT_COLUMN} FROM ${this.#table}${where.sql}${order} LIMIT ?`;
    const params = [...where.params, checkedLimit(query.limit)];
    const texts = await this.#queue.run({ statement: { kind: 'all', sql }, params });
    return isTexts(texts) ? texts.map((text) => JSON.parse(text) as D) : [];
  }

  async #write(sql: string, params: readonly SqlValue[]): Promise<number> {
    return Number(await this.#queue.run({ statement: { kind: 'run', sql }, params }));
  }

  #row(document: D): SqlValue[] {
    if (typeof document.id !== 'string' || document.id === '') throw new TypeError('a document needs an id');
    const row: SqlValue[] = [columnValue('id', document.id)];
    for (const member of this.#declared) row.push(columnValue(member, document[member]));
    row.push(JSON.stringify(document));
    return row;
  }

  #assignment(changes: Partial<D>): Clause {
    return assignment(
      Object.entries(changes).map(([member, value]) => {
        if (member === 'id') throw new TypeError('an id never changes');
        const column = this.#declared.includes(member) ? columnValue(member, value) : undefined;
        return [member, jsonText(member, value), column] as const;
      }),
    );
  }

  #conditions({ where, range }: Selection<D>): Clause {
    const conditions: Parameters<typeof columnConditions>[0][number][] = [];
    for (const [member, value] of Object.entries(where ?? {})) {
      jsonText(member, value);
      conditions.push({ member, operator: 'IS', value: columnValue(member, value) });
    }
    if (range?.atLeast !== undefined) conditions.push({ member: range.member, operator: '>=', value: range.atLeast });
    if (range?.below !== undefined) conditions.push({ member: range.member, operator: '<', value: range.below });
    for (const { member } of conditions) this.#mustBeDeclared(member);
    return columnConditions(conditions);
  }

  #mustBeDeclared(member: string): void {
    if (member !== 'id' && !this.#declared.includes(member)) throw new TypeError(`${member} is not a declared member`);
  }
}

function columnValue(member: string, value: JsonValue | undefined): SqlValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && value.isWellFormed()) return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new TypeError(`${member} is declared, so it must be a string or a finite number`);
}

function jsonText(member: string, value: unknown): string {
  // An undefined condition would select everything.
  if (value === undefined) throw new TypeError(`${member} is undefined`);
  return JSON.stringify(value);
}

function checkedLimit(limit: number): number {
  if (!Number.isSafeInteger(limit) || limit < 1) throw new TypeError('a limit is a whole number above 0');
  return limit;
}

function isTexts(result: StatementResult): result is readonly string[] {
  return Array.isArray(result);
}

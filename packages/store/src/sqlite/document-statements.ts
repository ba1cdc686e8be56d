import type { SqlValue, Statement } from './batch-protocol.ts';
import { identifier, TEXT_COLUMN } from './document-schema.ts';

/** A condition or assignment in SQL with the values for its `?`. */
export interface Clause {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

export interface PreparedQuery {
  readonly statement: Statement;
  readonly params: readonly SqlValue[];
}

/** The statements of one collection whose text never changes. */
export interface FixedStatements {
  readonly insert: Statement;
  readonly put: Statement;
  readonly get: Statement;
  readonly delete: Statement;
  readonly deleteEach: Statement;
}

export function fixedStatements(table: string, declared: readonly string[]): FixedStatements {
  const columns = [...declared.map((member) => identifier(member)), TEXT_COLUMN];
  const insert = `INSERT INTO ${table} (id, ${columns.join(', ')}) VALUES (?${', ?'.repeat(columns.length)})`;
  const replaced = columns.map((column) => `${column} = excluded.${column}`).join(', ');
  return {
    insert: { kind: 'run', sql: insert },
    put: { kind: 'run', sql: `${insert} ON CONFLICT (id) DO UPDATE SET ${replaced}` },
    get: { kind: 'get', sql: `SELECT ${TEXT_COLUMN} FROM ${table} WHERE id = ?` },
    delete: { kind: 'run', sql: `DELETE FROM ${table} WHERE id = ?` },
    deleteEach: { kind: 'run', sql: `DELETE FROM ${table} WHERE id IN (SELECT value FROM json_each(?))` },
  };
}

/** Assigns members in the document's text and, where declared, in their columns. */
export function assignment(changes: readonly (readonly [string, string, SqlValue | undefined])[]): Clause {
  if (changes.length === 0) return { sql: `${TEXT_COLUMN} = ${TEXT_COLUMN}`, params: [] };
  const paths = changes.map(([member]) => `'$.${identifier(member)}', json(?)`).join(', ');
  const columns = changes.filter(([, , value]) => value !== undefined);
  return {
    sql: [
      `${TEXT_COLUMN} = json_set(${TEXT_COLUMN}, ${paths})`,
      ...columns.map(([member]) => `${identifier(member)} = ?`),
    ].join(', '),
    params: [...changes.map(([, json]) => json), ...columns.map(([, , value]) => value ?? null)],
  };
}

/** Compares members of the document's text, whether declared or not; null matches absent. */
export function textEquality(members: readonly (readonly [string, string])[]): Clause {
  return {
    sql: members.map(([member]) => ` AND ifnull(${TEXT_COLUMN} -> '$.${identifier(member)}', 'null') = ?`).join(''),
    params: members.map(([, json]) => json),
  };
}

/** Compares columns; null matches absent. */
export function columnConditions(
  conditions: readonly { readonly member: string; readonly operator: 'IS' | '>=' | '<'; readonly value: SqlValue }[],
): Clause {
  const terms = conditions.map(({ member, operator }) => `${identifier(member)} ${operator} ?`);
  return {
    sql: terms.length === 0 ? '' : ` WHERE ${terms.join(' AND ')}`,
    params: conditions.map(({ value }) => value),
  };
}

/** Orders by a member, then by id, as every index does. */
export function ordering(member: string | undefined, direction: 'ascending' | 'descending' | undefined): string {
  if (member === undefined) return '';
  const word = direction === 'descending' ? 'DESC' : 'ASC';
  return ` ORDER BY ${[...new Set([member, 'id'])].map((name) => `${identifier(name)} ${word}`).join(', ')}`;
}

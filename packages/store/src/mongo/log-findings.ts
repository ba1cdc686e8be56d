import type { FindingQuery, LogFinding, LogPage, NumberedFinding } from '../log-store.ts';
import type { LogDatabase } from './log-database.ts';
import { isDuplicate } from './mongo-error.ts';

type StoredFinding = Omit<NumberedFinding, 'id'> & { readonly _id: string };

/** What was found amiss, in the order in which it was raised. */
export class LogFindings {
  readonly #database: LogDatabase;

  constructor(database: LogDatabase) {
    this.#database = database;
  }

  async add({ id, ...finding }: LogFinding): Promise<boolean> {
    return this.#database.on<StoredFinding, boolean>('findings', async (findings, again) => {
      for (;;) {
        const last = await findings.findOne({}, { sort: { number: -1 }, projection: { number: 1 } });
        try {
          await findings.insertOne({ _id: id, number: (last?.number ?? 0) + 1, ...finding });
          return true;
        } catch (error) {
          if (!isDuplicate(error)) throw error;
          // Either this finding is kept already, or another one took its number: then the next one is tried.
          const standing = await findings.findOne({ _id: id });
          if (standing !== null) return again && isSame(standing, finding);
        }
      }
    });
  }

  async find({ kind, from, to }: FindingQuery, { limit, before }: LogPage): Promise<NumberedFinding[]> {
    const at = { ...(from === undefined ? {} : { $gte: from }), ...(to === undefined ? {} : { $lte: to }) };
    const wanted = {
      ...(kind === undefined ? {} : { kind }),
      ...(Object.keys(at).length === 0 ? {} : { at }),
      ...(before === undefined ? {} : { number: { $lt: before } }),
    };
    const found = await this.#database.on<StoredFinding, StoredFinding[]>('findings', (findings) =>
      findings.find(wanted as object, { sort: { number: -1 }, limit }).toArray(),
    );
    return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
  }
}

function isSame(standing: StoredFinding, { at, detail }: Omit<LogFinding, 'id'>): boolean {
  return standing.at === at && standing.detail === detail;
}

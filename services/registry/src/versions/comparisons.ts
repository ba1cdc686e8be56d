import type { Contract } from '@simpul/contracts';
import type { ContractComparison, ContractWorker } from '@simpul/openapi';

/** Comparisons that are remembered; contracts never change under a digest. */
const REMEMBERED = 200;

/** Thrown where a decision needs to know what a contract breaks, before anything is changed. */
export class ComparisonNeeded extends Error {
  readonly before: Contract;
  readonly after: Contract;

  constructor(before: Contract, after: Contract) {
    super('two contracts are to be compared first');
    this.before = before;
    this.after = after;
  }
}

/** What contracts break, compared away from the event loop, and remembered. */
export class Comparisons {
  readonly #worker: Pick<ContractWorker, 'compare'>;
  readonly #known = new Map<string, ContractComparison>();

  constructor(worker: Pick<ContractWorker, 'compare'>) {
    this.#worker = worker;
  }

  /** @throws ComparisonNeeded where the two were not compared yet */
  of(before: Contract, after: Contract): ContractComparison {
    const known = this.#known.get(keyOf(before, after));
    if (known === undefined) throw new ComparisonNeeded(before, after);
    return known;
  }

  /** @throws SimpulError `SIMPUL_CONTRACT_*` where they cannot be compared */
  async make({ before, after }: ComparisonNeeded): Promise<void> {
    const comparison = await this.#worker.compare(before.text, after.text);
    const [oldest] = this.#known.keys();
    if (this.#known.size >= REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(keyOf(before, after), comparison);
  }
}

function keyOf(before: Contract, after: Contract): string {
  return `${before.digest} ${after.digest}`;
}

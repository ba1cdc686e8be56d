import { CONTRACT, CONTRACT_DOOR, isSimpulError } from '@simpul/errors';
import { addressed, type Operation } from '../compile/compile-contract.ts';
import { checksOf, type OperationCode } from '../compile/contract-compiler.ts';
import { type ContractEndpoint, outlineOf } from '../compile/contract-outline.ts';
import { type ContractOperation, type OperationSource, readOperation } from '../compile/operation.ts';
import { unusable } from '../compile/unusable.ts';
import type { ExampleAnswer, ExampleRequest } from '../example/example-answer.ts';
import type { JsonObject } from '../json-object.ts';
import { JobQueue, type ThreadLimits } from './job-queue.ts';

/** What is asked of the thread; an operation by its index in the outline. */
export type ReaderJobs = {
  readonly read: {
    readonly asked: string;
    readonly answer: { readonly root: JsonObject; readonly names: readonly string[] };
  };
  readonly compile: {
    readonly asked: { readonly text: string; readonly index: number };
    readonly answer: OperationCode;
  };
  readonly consumersText: { readonly asked: string; readonly answer: string };
  readonly example: {
    readonly asked: { readonly text: string; readonly request: ExampleRequest };
    readonly answer: ExampleAnswer | undefined;
  };
};

/** A registered contract that messages can be checked against. */
export interface OpenContract {
  readonly endpoints: readonly ContractEndpoint[];
  /**
   * Finds the operation of a request; code for it is made when it is first asked for, by however many at once.
   *
   * @throws SimpulError as `ContractOutline.find`, `CONTRACT.UNUSABLE`, `CONTRACT_DOOR.WORKER_BUSY`
   */
  match(method: string, rawPath: string): Promise<Operation>;
  /** @throws SimpulError `CONTRACT.UNUSABLE`, `CONTRACT_DOOR.WORKER_BUSY` */
  example(request: ExampleRequest): Promise<ExampleAnswer | undefined>;
}

/** Reads and compiles registered contracts away from the event loop, within limits of time and memory, one at a time. */
export interface ContractReader {
  /** @throws SimpulError `CONTRACT.UNUSABLE`, `CONTRACT_DOOR.WORKER_BUSY` */
  open(text: string): Promise<OpenContract>;
  /** A contract's text as consumers may see it (`textForConsumers`). @throws as `open` */
  consumersText(text: string): Promise<string>;
  /** Ends the thread; what is under way is refused as busy. */
  stop(): Promise<void>;
}

const THREAD = new URL('./reader-thread.ts', import.meta.url);
/** Milliseconds for which an operation that could not be compiled is not tried again. */
const REFUSED_MS = 600_000;

/** Starts no thread before the first contract: a bus whose services have none does without its memory. */
export function createContractReader(limits: ThreadLimits): ContractReader {
  const queue = new JobQueue<ReaderJobs>(THREAD, limits);
  const ask: JobQueue<ReaderJobs>['add'] = (kind, asked) =>
    queue.add(kind, asked).catch((error: unknown) => {
      throw isSimpulError(error, CONTRACT_DOOR.TOO_COSTLY)
        ? unusable(`reading it costs more than ${String(error.params['limit'])}`, error)
        : error;
    });

  async function open(text: string): Promise<OpenContract> {
    const { root, names: known } = await ask('read', text);
    const names = new Set(known);
    const outline = outlineOf(root);
    const made = new Map<OperationSource, Promise<ContractOperation>>();

    async function make(source: OperationSource): Promise<ContractOperation> {
      const code = await ask('compile', { text, index: outline.operations.indexOf(source) });
      return readOperation(root, source, checksOf(code, names));
    }

    function operationOf(source: OperationSource): Promise<ContractOperation> {
      const begun = made.get(source);
      if (begun !== undefined) return begun;
      const making = make(source);
      made.set(source, making);
      making.catch((error: unknown) => {
        const isRefused = isSimpulError(error, CONTRACT.UNUSABLE);
        setTimeout(() => made.delete(source), isRefused ? REFUSED_MS : 0).unref();
      });
      return making;
    }

    return {
      endpoints: outline.endpoints,
      async match(method, rawPath) {
        const found = outline.find(method, rawPath);
        return addressed(await operationOf(found.value), found);
      },
      example: (request) => ask('example', { text, request }),
    };
  }

  return {
    open,
    consumersText: (text) => ask('consumersText', text),
    stop: () => queue.stop(),
  };
}

import { parentPort } from 'node:worker_threads';
import type { AnswerMessage, CallMessage, WorkerMethods } from './worker-calls.ts';
import { toThreadError } from './worker-error.ts';

/**
 * Answers calls of the thread that started this one. The method `close` ends the thread once it is answered.
 * @throws TypeError outside a worker thread
 */
export function hostMethods(methods: WorkerMethods & { close(argument: never): Promise<unknown> }): void {
  const port = parentPort;
  if (port === null) throw new TypeError('not a worker thread');
  const answer = (message: AnswerMessage): void => port.postMessage(message);
  port.on('message', ({ call, method, argument }: CallMessage) => {
    const run = methods[method];
    const done = run === undefined ? Promise.reject(new TypeError(`no method ${method}`)) : run(argument as never);
    done
      .then(
        (result) => answer({ call, result }),
        (error: unknown) => answer({ call, error: toThreadError(error) }),
      )
      .finally(() => {
        if (method === 'close') port.close();
      });
  });
}

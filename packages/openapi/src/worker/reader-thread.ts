/** The thread of a contract reader. */
import { ContractCompiler } from '../compile/contract-compiler.ts';
import { readDocument } from '../compile/read-document.ts';
import { unusable } from '../compile/unusable.ts';
import { textForConsumers } from '../consumers/text-for-consumers.ts';
import { exampleAnswer } from '../example/example-answer.ts';
import type { ReaderJobs } from './contract-reader.ts';
import { serveJobs } from './serve-jobs.ts';

/** Characters of an operation's code: who loads it does nothing else for some 25 ms a million. */
const MAX_CODE_LENGTH = 2_000_000;

/** The contract that was last asked for: operations of one are often wanted one after the other, and memory is bounded. */
let last: { readonly text: string; readonly compiler: ContractCompiler } | undefined;

function compilerOf(text: string): ContractCompiler {
  if (last?.text === text) return last.compiler;
  last = undefined;
  const compiler = new ContractCompiler(readDocument(text));
  last = { text, compiler };
  return compiler;
}

serveJobs<ReaderJobs>({
  read(text) {
    const { document, names } = compilerOf(text);
    return { root: document.root, names };
  },
  compile({ text, index }) {
    const compiler = compilerOf(text);
    const source = compiler.outline.operations[index];
    if (source === undefined) throw new TypeError('the contract has no such operation');
    const code = compiler.codeOf(source);
    if (Object.values(code).reduce((length, part) => length + part.length, 0) > MAX_CODE_LENGTH) {
      throw unusable(`the checks of ${source.method} ${source.template} are too many`);
    }
    return code;
  },
  consumersText: textForConsumers,
  example: ({ text, request }) => exampleAnswer(compilerOf(text).document.root, request),
});

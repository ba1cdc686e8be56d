import type { OpenApiDocument } from '../open-api-document.ts';
import { type ContractOutline, outlineOf } from './contract-outline.ts';
import { type OperationChecks, type OperationSource, readOperation } from './operation.ts';
import type { SchemaCode } from './schema-check.ts';
import { SchemaChecker } from './schema-checker.ts';
import { SchemaCompiler } from './schema-compiler.ts';

/** Code of the checks of one operation. */
export type OperationCode = { readonly [K in keyof OperationChecks]: SchemaCode };

/** Which checks of a contract are one operation's. */
type Ranges = { readonly [K in keyof OperationChecks]: { readonly from: number; readonly to: number } };

/** Reads a whole contract and makes the code of its operations, one by one. */
export class ContractCompiler {
  readonly document: OpenApiDocument;
  readonly outline: ContractOutline;
  readonly #compilers: { readonly [K in keyof OperationChecks]: SchemaCompiler };
  readonly #ranges: ReadonlyMap<OperationSource, Ranges>;

  /** @throws SimpulError `CONTRACT.UNUSABLE` */
  constructor(document: OpenApiDocument) {
    const { root } = document;
    this.document = document;
    this.outline = outlineOf(root);
    const compilers = (this.#compilers = {
      text: new SchemaCompiler(root, { direction: 'request', coerce: true }),
      json: new SchemaCompiler(root, { direction: 'request', coerce: false }),
      response: new SchemaCompiler(root, { direction: 'response', coerce: false }),
    });
    this.#ranges = new Map(
      this.outline.operations.map((source) => {
        const from = { text: compilers.text.size, json: compilers.json.size, response: compilers.response.size };
        readOperation(root, source, compilers);
        const range = (name: keyof OperationChecks) => ({ from: from[name], to: compilers[name].size });
        return [source, { text: range('text'), json: range('json'), response: range('response') }] as const;
      }),
    );
  }

  /** Names of members that the contract gives itself. */
  get names(): string[] {
    return [...new Set(Object.values(this.#compilers).flatMap(({ names }) => [...names]))];
  }

  /** Code for one of the outline's operations. */
  codeOf(source: OperationSource): OperationCode {
    const ranges = this.#ranges.get(source);
    if (ranges === undefined) throw new TypeError('the operation is another contract’s');
    const { text, json, response } = this.#compilers;
    return {
      text: text.code(ranges.text),
      json: json.code(ranges.json),
      response: response.code(ranges.response),
    };
  }

  /** Makes code for every schema. @throws SimpulError `CONTRACT.UNUSABLE` */
  compileAll(): void {
    for (const compiler of Object.values(this.#compilers)) compiler.compileAll();
  }
}

/** The checks of an operation, run by their code. */
export function checksOf({ text, json, response }: OperationCode, names: ReadonlySet<string>): OperationChecks {
  return {
    text: new SchemaChecker(text, names),
    json: new SchemaChecker(json, names),
    response: new SchemaChecker(response, names),
  };
}

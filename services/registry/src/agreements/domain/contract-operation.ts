/** A method and a path template, as a contract writes them. */
export interface ContractOperation {
  readonly method: string;
  readonly path: string;
}

/** The bus, or what it is compared with, did not do what was asked: the figures are worth nothing. */
export class BenchFailure extends Error {
  override readonly name = 'BenchFailure';
}

/**
 * Whether this machine has what a suite needs. Where it has not, the suite says so and is skipped; a run that may skip
 * nothing (`SIMPUL_REQUIRE_ALL=1`, as in `.ci/run`) fails instead.
 * @throws Error in such a run
 */
export function machineHas(present: boolean, what: string): boolean {
  if (present) return true;
  if (process.env['SIMPUL_REQUIRE_ALL'] === '1') throw new Error(`${what} is missing, and this run may skip nothing`);
  process.stderr.write(`SKIPPED: ${what} is missing on this machine\n`);
  return false;
}

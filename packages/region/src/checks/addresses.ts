import { type Cidr, isCovered, parseCidr } from '../cidr.ts';
import type { Finding } from '../finding.ts';
import type { ListedRegion } from '../list-region.ts';
import type { DataPath, SourceMap } from '../source-map.ts';

/** Ranges are ranges, and a member's lie within the region's. */
export function* checkAddresses({ file, members }: ListedRegion, source: SourceMap): Iterable<Finding> {
  const bound = (file.egress?.allow ?? []).map(parseCidr).filter((range) => range !== undefined);
  yield* wrong(file.egress?.allow, ['egress', 'allow'], source);
  for (const { entry, path } of members) {
    const allow = entry.egress?.allow ?? [];
    const here = [...path, 'egress', 'allow'];
    yield* wrong(allow, here, source);
    yield* outside(allow.map(parseCidr), bound, (index) =>
      source.at([...here, index], "expected a range within the region's egress"),
    );
  }
}

function* wrong(allow: readonly string[] | undefined, path: DataPath, source: SourceMap): Iterable<Finding> {
  for (const [index, text] of (allow ?? []).entries()) {
    if (parseCidr(text) === undefined) {
      yield source.at(
        [...path, index],
        'expected an address range such as 10.18.0.0/16 with no bits beyond its prefix',
      );
    }
  }
}

function* outside(
  ranges: readonly (Cidr | undefined)[],
  bound: readonly Cidr[],
  report: (index: number) => Finding,
): Iterable<Finding> {
  for (const [index, range] of ranges.entries()) {
    if (range !== undefined && !isCovered(range, bound)) yield report(index);
  }
}

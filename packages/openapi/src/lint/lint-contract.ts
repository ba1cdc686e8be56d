import type { ContractFinding } from '../finding.ts';
import type { JsonObject } from '../json-object.ts';
import { toPointer } from '../json-pointer.ts';
import { MAX_FINDINGS } from '../limits.ts';
import type { SourceMap } from '../read/source-map.ts';
import { DESCRIPTIONS } from './descriptions.ts';
import { PERSONAL_IDENTIFIERS } from './personal-identifiers.ts';
import type { Rule } from './rule.ts';
import { USABLE_SCHEMAS } from './usable-schemas.ts';

/** A contract as it was written, and where its parts stand. */
export interface LintSource {
  readonly written: JsonObject;
  readonly source: SourceMap;
}

const RULES: readonly Rule[] = [USABLE_SCHEMAS, PERSONAL_IDENTIFIERS, DESCRIPTIONS];

/** What the bus itself has to say of a contract that could be read, rule by rule, at most 100 of each. */
export function* lintContract({ written, source }: LintSource): Iterable<ContractFinding> {
  for (const { name, severity, check } of RULES) {
    let told = 0;
    for (const { path, isName, message } of check(written)) {
      const place = isName === true ? source.atKey(path) : source.at(path);
      yield { ...place, pointer: toPointer(path), rule: name, severity, message };
      told += 1;
      if (told >= MAX_FINDINGS) break;
    }
  }
}

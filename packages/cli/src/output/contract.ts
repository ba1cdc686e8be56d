import type { ContractComparison, ContractFinding } from '@simpul/openapi';

/** `file:line:column: severity: what (rule)`, as editors and terminals make it clickable. */
export function formatContractFinding(
  { line, column, severity, message, rule }: ContractFinding,
  file: string,
): string {
  return `${file}:${line}:${column}: ${severity}: ${message.en} (${rule})`;
}

/** The changes between two contracts, those that break first, and what follows of them. */
export function formatComparison({ breaking, changes }: ContractComparison): string {
  const rows = changes.map(({ severity, rule, text, where, operations }) => {
    const places = operations.map(({ method, path }) => `${method} ${path}`).join(', ');
    return `${severity.padEnd('compatible'.length)}  ${rule}  ${places || where.after || where.before || ''}\n            ${text.en}`;
  });
  const verdict = breaking
    ? 'Consumers of the old contract would break: this needs a higher first number of the version, and a date for the old one.'
    : changes.length === 0
      ? 'No change that a consumer could notice.'
      : 'Nothing that consumers of the old contract rely on changes.';
  return `${[...rows, verdict].join('\n')}\n`;
}

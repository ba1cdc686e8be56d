import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** The project's folder. */
export const ROOT = resolve(import.meta.dirname, '../..');

/** A workspace with code of its own. */
export interface Workspace {
  /** From the root: `packages/bus`. */
  readonly folder: string;
  /** Without the scope: `bus`. */
  readonly name: string;
  readonly manifest: Manifest;
}

export interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const SCOPE = '@simpul/';
const IMPORT = /^(?:import|export)\b[^'";]*?from '([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gm;

export function workspaces(): Workspace[] {
  const parents = ['packages', 'services'];
  const folders = [
    ...parents.flatMap((parent) => readdirSync(join(ROOT, parent)).map((child) => `${parent}/${child}`)),
    'gateway',
    'infra/sandbox',
  ];
  return folders.map((folder) => {
    const manifest = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Manifest;
    return { folder, name: manifest.name.slice(SCOPE.length), manifest };
  });
}

/** TypeScript files below a folder, from the root. */
export function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('node_modules'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

export function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** What a file imports, by static or dynamic import. */
export function importsOf(file: string): string[] {
  return [...read(file).matchAll(IMPORT)].map(([, fromClause, dynamic, bare]) => fromClause ?? dynamic ?? bare ?? '');
}

/** Names of our own packages that the sources of a folder import. */
export function ownImports(folder: string): Set<string> {
  const all = sources(folder).flatMap(importsOf);
  return new Set(
    all.filter((specifier) => specifier.startsWith(SCOPE)).map((specifier) => specifier.slice(SCOPE.length)),
  );
}

/** Files of a folder that import themselves by way of others, and what lies between two such circles. */
export function circles(folder: string): string[] {
  let left = new Map(
    sources(folder).map((file) => {
      const beside = importsOf(file).filter((specifier) => specifier.startsWith('.'));
      return [file, beside.map((specifier) => join(dirname(file), specifier))];
    }),
  );
  for (;;) {
    const imported = new Set([...left.values()].flat());
    const rest = new Map([...left].filter(([file, own]) => imported.has(file) && own.some((other) => left.has(other))));
    if (rest.size === left.size) return [...rest.keys()];
    left = rest;
  }
}

const NODE_MAJOR = 24;

/** Whether this Node runs TypeScript as it is; says what to do where it does not. */
export function isNodeNewEnough(command: string): boolean {
  if (Number.parseInt(process.versions.node, 10) >= NODE_MAJOR) return true;
  process.stderr.write(`Node ${NODE_MAJOR} is needed, this is ${process.version}; start with: ${command}\n`);
  return false;
}

/**
 * `node:http` without its face for `import`, which loads Node's own fetch and WebSocket with it: 8 MB that a proxy would hold for
 * months. And `node:https` only where it is used.
 */
export const http = process.getBuiltinModule('node:http');
export const nodeHttps = () => process.getBuiltinModule('node:https');
export const nodeTls = () => process.getBuiltinModule('node:tls');

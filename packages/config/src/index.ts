export { type Config, type ConfigSources, loadConfig } from './load-config.ts';
export { environmentName } from './environment-name.ts';

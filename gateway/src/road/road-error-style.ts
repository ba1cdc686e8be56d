import type { RegistryObject } from '@simpul/contracts';
import type { ErrorStyle } from '@simpul/errors';

/** Knows in which of X-Road's two styles the region wants errors of `/r1` (`xroad.errorStyle`). */
export class RoadErrorStyle {
  #style: ErrorStyle = 'x7';

  apply(changed: readonly RegistryObject[]): void {
    for (const object of changed) if (object.kind === 'settings') this.#style = object.value.xroad.errorStyle;
  }

  get current(): ErrorStyle {
    return this.#style;
  }
}

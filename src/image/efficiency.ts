import type { Efficiency, Layer, LayerEntry } from './types.ts';

interface PathUse {
  bytes: number;
  /** The least that it took in any layer. */
  least: number;
  layers: number[];
}

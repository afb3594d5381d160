import { node } from './families/node.ts';
import type { ImageRecipe } from './recipe.ts';

/** Every base image that a lab, its solution or the material names. */
export const IMAGES: ImageRecipe[] = [...node];

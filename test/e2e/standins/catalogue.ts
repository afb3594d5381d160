import { golang } from './families/golang.ts';
import { node } from './families/node.ts';
import { python } from './families/python.ts';
import { registry } from './families/registry.ts';
import { trivy } from './families/trivy.ts';
import type { ImageRecipe } from './recipe.ts';

/** Every base image that a lab, its solution or the material names. */
export const IMAGES: ImageRecipe[] = [...node, ...golang, ...python, ...registry, ...trivy];

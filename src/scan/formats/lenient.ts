import * as z from 'zod';

/**
 * Schemas for other people's reports. A scanner's next version may add, drop or null any field, so what a
 * finding says may be missing. That there is one may not: a list that is no list, or an entry that is no
 * object, refuses the report, or an unreadable finding would read as a clean image.
 */
export const text = z.string().catch('').default('');
export const optionalText = z.string().optional().catch(undefined);
export const flag = z.boolean().catch(false).default(false);
export const count = z.number().optional().catch(undefined);

/** Absent or null is an empty list. */
export function list<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
}

/** Words, the odd ones left out: nothing depends on there being one. */
export const words = z
  .array(z.unknown())
  .nullish()
  .catch([])
  .transform((items) => (items ?? []).filter((one) => typeof one === 'string'));

/** An object that may be absent, null or odd: then one with the fields' own defaults. */
export function part<T extends z.ZodRawShape>(shape: T) {
  const isObject = (value: unknown) => value !== null && typeof value === 'object' && !Array.isArray(value);
  return z.preprocess((value) => (isObject(value) ? value : {}), z.object(shape));
}

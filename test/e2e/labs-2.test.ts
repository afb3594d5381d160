import { proveLabs } from '../helpers/prove-labs.ts';

await proveLabs(2);

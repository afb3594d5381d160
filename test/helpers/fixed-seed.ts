import fc from 'fast-check';

// `npm test` tries the same cases each time, so that a change is to blame for what fails. `npm run fuzz` looks for new ones.
if (!process.env.DOCKER_LABS_FUZZ_RUNS) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_128 });

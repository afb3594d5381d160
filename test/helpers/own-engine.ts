// Set-up of each file of engine tests: files that run at the same time have an engine each.
import { hostOf, testHosts } from '../e2e/engine/hosts.ts';

const host = hostOf(Number(process.env.VITEST_POOL_ID ?? 1), testHosts());
if (host !== undefined) process.env.DOCKER_HOST = host;

// A thread that grades: its data are the GradeMeans, a message the files, its answer their results in the same order.
import { parentPort, workerData } from 'node:worker_threads';
import { type GradeMeans, gradeFile } from './one-file.ts';

const means = workerData as GradeMeans;
parentPort?.on('message', (files: string[]) => {
  parentPort?.postMessage(files.map((file) => gradeFile(file, means)));
});

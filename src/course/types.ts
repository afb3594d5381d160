import type { CourseManifest, LabManifest, WrongManifest } from './schema.ts';

export interface Course {
  /** Absolute folder of `course.yaml`. */
  dir: string;
  manifest: CourseManifest;
  labs: Lab[];
  /** Base id -> the image a classroom uses instead of the declared one; absent when there are none. */
  baseOverrides?: Record<string, string>;
}

export interface Lab {
  id: string;
  /** 1-based, from the folder's name (`01-basic`). */
  number: number;
  /** Folder name, e.g. `01-basic`; also the lab's folder in a workspace. */
  folder: string;
  /** Absolute. */
  dir: string;
  starterDir: string;
  solutionDir: string;
  manifest: LabManifest;
  steps: Step[];
}

export type Step = Omit<LabManifest['steps'][number], 'lesson'> & {
  /** Markdown with the base images' names filled in. */
  lesson: string;
  /** Absolute path of the lesson. */
  lessonFile: string;
};

export interface WrongAnswer {
  /** `user.nonroot.root-at-end` */
  name: string;
  dir: string;
  manifest: WrongManifest;
}

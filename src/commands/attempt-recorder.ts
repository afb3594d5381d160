import type { Superseded } from '../checks/facts.ts';
import type { LabReport } from '../checks/types.ts';
import type { Course, Lab } from '../course/types.ts';
import type { Workspace } from '../course/workspace.ts';
import { AttemptStore } from '../progress/attempts.ts';
import type { Snapshot } from '../progress/snapshot.ts';

/** So many attempts back it is looked for images that are still there. */
const OLDER = 8;

/** Keeps the attempts of a session: the files as a round met them, together with what it said. */
export class AttemptRecorder {
  readonly store: AttemptStore;
  private readonly met = new Map<string, Snapshot>();

  constructor(
    private readonly setup: { course: Course; workspace: Workspace },
    private readonly now: () => Date = () => new Date(),
  ) {
    this.store = new AttemptStore(setup.workspace.stateDir);
  }

  /**
   * To be called before a round, so that a file saved meanwhile is not taken for what was judged.
   *
   * @param asked did the learner ask for it? Both kinds may run side by side.
   */
  async begin(lab: Lab, asked: boolean): Promise<void> {
    this.met.set(`${lab.id} ${asked}`, await this.store.snapshot(this.setup.workspace.labDir(lab)));
  }

  /**
   * Of the images that attempts at a lab have built, the last one stays beside the new one, to be compared with it;
   * those before it give way.
   */
  superseded(lab: Lab): Superseded {
    return async (image, before, now) => {
      const attempts = await this.store.list(lab.id).catch(() => []);
      const built = attempts.slice(-OLDER).flatMap(({ images }) => images);
      const ids = built.filter(({ name }) => name === image).map(({ id }) => id);
      return [...new Set(ids)].filter((id) => id !== before && id !== now);
    };
  }

  /**
   * Appends the round.
   *
   * @param asked false where the learner did not ask for it
   * @returns why it could not be kept, a sentence; undefined when all is well. Never rejects: a full disk must not
   *   keep a learner from working.
   */
  async record(report: LabReport, asked: boolean): Promise<string | undefined> {
    const snapshot = this.met.get(`${report.lab} ${asked}`);
    if (!snapshot) return undefined;
    const { id, version } = this.setup.course.manifest;
    try {
      await this.store.append(report, {
        snapshot,
        course: { id, version },
        at: this.now().toISOString(),
        asked,
      });
      return undefined;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return `This attempt is not kept (${reason}). Your progress is not touched by that.`;
    }
  }
}

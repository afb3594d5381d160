import * as z from 'zod';
import { NotJudgeable } from '../errors.ts';
import type { ImageFacts } from '../image/types.ts';
import { readElf } from './elf.ts';
import { defineKind, fail, imageName, inImage, pass } from './kind.ts';

export const elfStatic = defineKind({
  id: 'elf.static',
  title: 'the program needs no loader and no libraries',
  args: z.strictObject({
    path: z.string().startsWith('/').optional().describe('The program; what the image starts, when absent.'),
  }),
  needs: ['image', 'files'],
  keeps: ({ path }, image) => [path ?? entryProgram(image)].filter((one) => one !== undefined),
  why: 'A dynamic program names a loader. Where that is not in the image, it ends with "no such file or directory" before its first line.',
  // Where there is a shell, there are libraries, too: a dynamic program is at home.
  review: { suits: async (facts) => (await facts.files()).resolve('/bin/sh') === undefined },
  async judge(facts, args) {
    const image = await facts.image();
    const path = args.path ?? entryProgram(image);
    const expected = 'an ELF program without an interpreter';
    const tryNext = 'Build it static. In Go: CGO_ENABLED=0 go build …';
    const seeIt = `docker create --name look ${imageName(facts)} x; docker cp look:${path ?? '/main'} . && file ./${(path ?? 'main').split('/').pop()}; docker rm look`;
    if (path === undefined) {
      return fail({
        expected,
        actual: 'the image starts no program by an absolute path',
        evidence: [inImage(facts, 'Config.Entrypoint', JSON.stringify(image.config.entrypoint))],
        tryNext: 'Start the program itself, in exec form: ENTRYPOINT ["/main"]',
        seeIt: `docker inspect -f '{{json .Config.Entrypoint}} {{json .Config.Cmd}}' ${imageName(facts)}`,
      });
    }
    const files = await facts.files();
    const content = files.content(path);
    if (content === undefined) {
      if (files.resolve(path) !== undefined || !files.complete) {
        throw new NotJudgeable(`The content of ${path} is not known here.`, 'Judge with Docker or Podman.');
      }
      return fail({
        expected,
        actual: `${path} is not in the image`,
        evidence: [inImage(facts, path, 'not there')],
        tryNext: `Copy it: COPY --from=builder /app${path} ${path}`,
        seeIt,
      });
    }
    const elf = readElf(content);
    if (elf === undefined) {
      return fail({
        expected,
        actual: `${path} is no ELF program`,
        evidence: [inImage(facts, path, 'no ELF header')],
        tryNext,
        seeIt,
      });
    }
    if (elf.interpreter !== undefined) {
      const there = elf.interpreter !== '?' && files.resolve(elf.interpreter) !== undefined;
      return fail({
        expected,
        actual: `${path} names the loader ${elf.interpreter}${there ? '' : ', which is not in the image'}`,
        evidence: [inImage(facts, path, `interpreter ${elf.interpreter}`)],
        tryNext,
        seeIt,
      });
    }
    return { ...pass(expected, `${path} has no interpreter`, [inImage(facts, path, 'static')]), seeIt };
  },
});

/** The absolute path of what the image starts, if it is one: the first word of ENTRYPOINT, else of CMD. */
function entryProgram(image: ImageFacts): string | undefined {
  const [first] = [...image.config.entrypoint, ...image.config.cmd];
  return first?.startsWith('/') ? first : undefined;
}

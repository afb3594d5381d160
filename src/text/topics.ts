/** `docker-labs help TOPIC`: what is about no command alone. Lines are narrower than 80 columns. */
export const TOPICS: Record<string, { title: string; text: string }> = {
  verdicts: {
    title: 'what the marks mean',
    text: `✓ pass      it holds, seen on a real engine
◐ practised it holds as far as the Dockerfile tells: a prediction
✗ fail      it does not, and that is the answer's doing
! warn      it holds, and will not for long, or not everywhere
? unknown   it cannot be judged here: no engine, no scanner, no image
  error     a tool broke; it is never counted against you

A lab is done when all of its required checks pass on a real engine.`,
  },
  engines: {
    title: 'which container engine is used, and how to choose',
    text: `--engine auto      the first that answers (default), else the practice engine
--engine docker    Docker 20.10 or newer
--engine podman    Podman 4 or newer, with its API service running
--engine practice  none: predicts the image from the Dockerfile

It is found as the docker command finds it: DOCKER_HOST, then DOCKER_CONTEXT, then
the current context, then the usual sockets of Docker, Podman, Docker Desktop,
colima, Rancher Desktop and OrbStack (on Windows: named pipes).
docker-labs doctor says which one was found, and what it lacks.`,
  },
  'exit-codes': {
    title: 'what scripts and CI go by',
    text: `0    all that was asked for holds
1    a check fails, a scan found what it must not
2    wrong usage, a course or a file that is not right
3    it cannot be judged here: no engine, no scanner, a tool broke
130  interrupted

--json gives one JSON document on standard output, on an error, too:
{"formatVersion":1,"error":{"code":…,"message":…,"tryNext":…}}`,
  },
  workspace: {
    title: 'where your files and your progress are',
    text: `The workspace is the current folder if it is one, else ./docker-labs; --dir names
another. It holds a folder per lab with your files, and .docker-labs with your
progress: copy the folder, or put it under version control, and all goes along.

docker-labs reset LAB moves your files to .docker-labs/backups first.
Preferences that are no progress are in the user's configuration folder
(DOCKER_LABS_CONFIG_DIR names another).`,
  },
  environment: {
    title: 'variables that docker-labs reads',
    text: `DOCKER_HOST, DOCKER_CONTEXT, DOCKER_CONFIG   the engine, as for docker
DOCKER_TLS_VERIFY, DOCKER_CERT_PATH          its certificates
DOCKER_LABS_CONFIG_DIR                       the folder of preferences
DOCKER_LABS_BASES_FILE                       a classroom's own base images
DOCKER_LABS_TRIVY_IMAGE                      the image of Trivy that scan runs, pinned
DOCKER_LABS_POLL, DOCKER_LABS_ASCII          for odd file systems and terminals
EDITOR, VISUAL                               what the key e opens
NO_COLOR, TERM                               how much the terminal shows
CI                                           no screens, plain lines`,
  },
};

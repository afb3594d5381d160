/** A small Dockerfile that needs no base image. */
export interface Sample {
  name: string;
  text: string;
  /** The engine that first reads it as today's do, as its API version (1.42 is Docker 23.0, 1.44 is 25.0). */
  since?: string;
  buildArgs?: Record<string, string>;
  target?: string;
}

/** Files of the context: `a` and `b/c`. A RUN stands only in a stage that is not built: nothing could run it. */
export const ACCEPTED: Sample[] = [
  { name: 'the least there is', text: 'FROM scratch\nLABEL a=b\n' },
  { name: 'no line end', text: 'FROM scratch\nLABEL a=b' },
  { name: 'CR LF and a byte order mark', text: '\ufeffFROM scratch\r\nLABEL a=b \\\r\n  c=d\r\n' },
  { name: 'lower case and tabs', text: '\tfrom scratch\n\tlabel\ta=b\n' },
  {
    name: 'comments and blank lines in a continuation',
    text: 'FROM scratch\nLABEL a=b \\\n# no\n\n  # no\n  c=d\n',
  },
  { name: 'a continuation that ends the file', text: 'FROM scratch\nLABEL a=b \\' },
  { name: 'another escape character', text: '# escape=`\nFROM scratch\nLABEL a=b `\n  c=d\\e f=`"g\n' },
  { name: 'an escape directive that comes too late', text: '# hi\n# escape=`\nFROM scratch\nLABEL a=`b\n' },
  {
    name: 'quotes and escapes',
    text: `FROM scratch\nLABEL a="b c" d='e $x' f=g\\ h "i j"=k l="m\\"n" o=p\\'q\n`,
  },
  { name: 'the old form', text: 'FROM scratch\nENV A  b "c" \nLABEL d e=f\n' },
  { name: 'empty values', text: 'FROM scratch\nENV A= B=""\nLABEL a=$A$B\n' },
  { name: 'ARG before FROM', text: 'ARG B=scratch\nFROM $B\nARG B\nLABEL b=$B\n' },
  { name: 'ARG of before FROM is not seen', text: 'ARG B=scratch\nFROM $B\nLABEL b=x$B\n' },
  {
    name: 'ARG after ENV',
    text: 'FROM scratch\nENV A=env\nARG A=arg\nLABEL a=$A\nENV A=$A-env\nLABEL b=$A\n',
  },
  {
    name: 'a build arg',
    text: 'ARG V=1\nFROM scratch\nARG V\nARG W=$V-w\nLABEL v=$V w=$W\n',
    buildArgs: { V: '2', X: '3' },
  },
  {
    name: 'one instruction sees what was before it',
    text: 'FROM scratch\nENV A=1\nENV A=2 B=$A\nLABEL l=$A$B\n',
  },
  {
    name: 'modifiers',
    text: `FROM scratch\nENV A=1 E=\nLABEL a=\${A:-x} b=\${E:-x} c=\${N:-x} d=\${A:+x} e=\${E:+x} f=\${A}\${N}b g=$\n`,
  },
  {
    name: 'modifiers without a colon',
    text: `FROM scratch\nENV E=\nLABEL a=\${E-x} b=\${N-x} c=\${E+x} d=\${N+x}\n`,
    since: '1.42',
  },
  {
    name: 'patterns',
    text: `FROM scratch\nENV F=archive.tar.gz\nLABEL a=\${F#*.} b=\${F##*.} c=\${F%.*} d=\${F%%.*} e=\${F/a/A} f=\${F//a/A}\n`,
    since: '1.44',
  },
  {
    name: 'stages by name and number',
    text: 'FROM scratch AS One\nCOPY a /x\nFROM scratch\nCOPY --from=oNe /x /y\nCOPY --from=0 /x /z\nLABEL a=b\n',
  },
  {
    name: 'variables of the stage below',
    text: 'FROM scratch AS one\nARG X=1\nENV Y=2\nUSER u\nFROM one\nLABEL l=$X$Y\n',
  },
  { name: 'a target', text: 'FROM scratch AS one\nLABEL a=1\nFROM one\nLABEL a=2\n', target: 'ONE' },
  {
    name: 'a name given twice',
    text: 'FROM scratch AS one\nLABEL a=1\nFROM one AS one\nLABEL b=2\nFROM one\nLABEL c=3\n',
  },
  { name: 'a platform', text: 'FROM --platform=$BUILDPLATFORM scratch\nARG TARGETOS\nLABEL os=$TARGETOS\n' },
  {
    name: 'a stage that is not built may not build',
    text: 'FROM scratch AS no\nWORKDIR "/x\nRUN nothing\nFROM scratch\nLABEL a=b\n',
  },
  {
    name: 'users and folders',
    text: `FROM scratch\nENV U=1000\nUSER $U:\${U}\nWORKDIR /a\nWORKDIR b/../c/\n`,
  },
  {
    name: 'ports',
    text: 'FROM scratch\nENV P="80 81"\nEXPOSE 443/tcp $P 53/udp 3000-3002 127.0.0.1:90:91\n',
  },
  { name: 'a folder kept as it is written', text: 'FROM scratch\nWORKDIR /z//w/\n' },
  { name: 'the exec form', text: 'FROM scratch\nENTRYPOINT ["a", "b c"]\nCMD [ "d" ]\n' },
  {
    name: 'JSON that is none becomes the shell form',
    text: "FROM scratch\nENTRYPOINT ['a', 'b']\nCMD [\"d\"\n",
  },
  { name: 'an empty command', text: 'FROM scratch\nCMD []\nLABEL a=b\n' },
  {
    name: 'a new entrypoint drops the inherited command',
    text: 'FROM scratch AS one\nCMD ["c"]\nFROM one\nENTRYPOINT ["e"]\n',
  },
  {
    name: 'health checks',
    text: 'FROM scratch\nHEALTHCHECK --interval=1m30s --timeout=1s --retries=2 CMD ["a"]\nHEALTHCHECK none\n',
  },
  {
    name: 'volumes, signals and shells',
    text: 'FROM scratch\nVOLUME ["/a b", "/c"]\nVOLUME /d /e\nSTOPSIGNAL SIGTERM\nSHELL ["x", "-c"]\nCMD y z\n',
  },
  {
    name: 'triggers',
    text: 'FROM scratch AS one\nONBUILD LABEL t=$X\nENV X=1\nFROM one\nLABEL u=2\n',
    since: '1.42',
  },
  {
    name: 'a trigger that cannot be read is stored all the same',
    text: 'FROM scratch\nONBUILD NONSENSE x\n',
  },
  {
    name: 'heredocs',
    text: 'FROM scratch\nENV V=1\nCOPY <<EOF <<-"B" /x/\nLABEL no=$V\nEOF\n\t\tb $V\n\tB\nLABEL yes=$V\n',
    since: '1.42',
  },
  {
    name: 'a heredoc in a RUN that is not run',
    text: 'FROM scratch AS no\nRUN <<A cat <<B\nFROM x\nA\nUSER y\nB\nFROM scratch\nLABEL a=b\n',
    since: '1.42',
  },
  { name: 'flags of today', text: 'FROM scratch\nCOPY --link --chmod=0600 a /x\nLABEL a=b\n', since: '1.42' },
  { name: 'two dashes end the flags', text: 'FROM scratch\nCOPY -- a /x\nLABEL a=b\n' },
  { name: 'JSON for COPY', text: 'FROM scratch\nCOPY ["a", "b/c", "/x y/"]\nLABEL a=b\n' },
  {
    name: 'mounts that are not run',
    text: 'FROM scratch AS no\nRUN --mount=type=cache,target=/x --mount=type=bind,from=other,target=/y z\nFROM scratch\nLABEL a=b\n',
  },
  { name: 'an empty platform', text: 'FROM --platform= scratch\nLABEL a=b\n' },
  { name: 'an empty user', text: 'FROM scratch\nUSER ""\nUSER $NOBODY\nLABEL a=b\n' },
  { name: 'MAINTAINER', text: 'FROM scratch\nMAINTAINER me\nLABEL a=b\n' },
];

export const REFUSED: Sample[] = [
  { name: 'an empty file', text: '' },
  { name: 'comments only', text: '# a\n\n# b\n' },
  // It takes Docker 20.10 down (`panic: index out of range` in dockerd): never send it such a file.
  { name: 'ARG only', text: 'ARG A=1\n', since: '1.42' },
  { name: 'zeros', text: '\0\0\n\0' },
  { name: 'an unknown instruction', text: 'FROM scratch\n\nRUNN x\n' },
  { name: 'a misspelt instruction in lower case', text: 'FROM scratch\nlabell a=b\n' },
  {
    name: 'a continuation that swallows an instruction',
    text: 'FROM scratch\nCOPY a \\\n\n\nb c --x\nCOPIE a b\n',
  },
  { name: 'an instruction before FROM', text: 'LABEL a=b\nFROM scratch\n' },
  { name: 'form before content', text: 'FROM scratch\nFOO\nENV A\n' },
  { name: 'FROM with two words', text: 'FROM scratch builder\n' },
  { name: 'FROM without a word', text: 'FROM\n' },
  { name: 'a stage that is no name', text: 'FROM scratch AS 1st\n' },
  { name: 'a base that is blank', text: 'ARG B\nFROM $B\n' },
  { name: 'an unknown flag', text: 'FROM scratch\nCOPY --fron=x a b\n' },
  { name: 'an unknown flag of FROM', text: 'FROM --plattform=linux/amd64 scratch\n' },
  { name: 'a flag twice', text: 'FROM scratch\nCOPY --chown=1 --chown=2 a b\n' },
  { name: 'a flag without its value', text: 'FROM scratch\nCOPY --from a b\n' },
  { name: 'COPY without a target', text: 'FROM scratch\nCOPY a\n' },
  { name: 'numbers in JSON', text: 'FROM scratch\nCMD ["a", 1]\n' },
  { name: 'ENV without a value', text: 'FROM scratch\nENV A\n' },
  { name: 'ENV with a word that sets nothing', text: 'FROM scratch\nENV A=1 B\n' },
  { name: 'ENV without a name', text: 'FROM scratch\nENV =1\n' },
  { name: 'WORKDIR without a folder', text: 'FROM scratch\nWORKDIR\n' },
  { name: 'USER without a user', text: 'FROM scratch\nUSER\n' },
  { name: 'EXPOSE without a port', text: 'FROM scratch\nEXPOSE\n' },
  { name: 'SHELL that is not JSON', text: 'FROM scratch\nSHELL /bin/sh -c\n' },
  { name: 'VOLUME that is empty', text: 'FROM scratch\nVOLUME [""]\n' },
  { name: 'a health check without a command', text: 'FROM scratch\nHEALTHCHECK CMD\n' },
  { name: 'a health check of no kind', text: 'FROM scratch\nHEALTHCHECK curl x\n' },
  { name: 'a health check with a bare number', text: 'FROM scratch\nHEALTHCHECK --interval=5 CMD x\n' },
  { name: 'a trigger that is a FROM', text: 'FROM scratch\nONBUILD FROM a\n' },
  { name: 'a trigger of a trigger', text: 'FROM scratch\nONBUILD ONBUILD LABEL a=b\n' },
  { name: 'an escape character that is none', text: '# escape=x\nFROM scratch\n' },
  { name: 'a directive twice', text: '# escape=`\n# escape=\\\nFROM scratch\n' },
  { name: 'an open quote', text: 'FROM scratch\n\nLABEL "a=b\n' },
  { name: 'a substitution that is none', text: `FROM scratch\nLABEL a=\${}\n` },
  {
    name: 'a variable in --from',
    text: 'FROM scratch AS x\nFROM scratch\nARG X=x\nCOPY --from=$X /a /b\n',
    since: '1.44',
  },
  { name: 'a stage that copies from itself', text: 'FROM scratch AS x\nCOPY --from=x /a /b\n' },
  {
    name: 'a stage that comes too late',
    text: 'FROM scratch AS x\nCOPY --from=y /a /b\nFROM scratch AS y\nCOPY a /\n',
    target: 'x',
  },
  { name: 'an image in capitals', text: 'FROM scratch\nCOPY --from=Builder /a /b\n' },
  { name: 'a port of no protocol', text: 'FROM scratch\nEXPOSE 80/http\n' },
  { name: 'a port range that runs backwards', text: 'FROM scratch\nEXPOSE 9-3\n' },
  { name: 'a port above 65535', text: 'FROM scratch\nEXPOSE 80 99999\n' },
  { name: 'a platform of four parts', text: 'FROM --platform=a/b/c/d scratch\nLABEL a=b\n' },
  { name: 'a mode that is none', text: 'FROM scratch\nCOPY --chmod=rw a /x\n', since: '1.44' },
  {
    name: 'a checksum that is too short',
    text: 'FROM scratch\nADD --checksum=sha256:abc https://example.invalid/a /x\n',
    since: '1.44',
  },
  { name: 'a signal that is none', text: 'FROM scratch\nSTOPSIGNAL FOO\n', since: '1.42' },
  { name: 'a stage number that is none', text: 'FROM scratch\nCOPY --from=7 /a /b\n' },
  { name: 'a target that is none', text: 'FROM scratch AS builder\nLABEL a=b\n', target: 'biulder' },
  { name: 'a heredoc without its end', text: 'FROM scratch\nCOPY <<EOF /x\na\n', since: '1.42' },
  { name: 'a variable that must be set', text: `FROM scratch\nLABEL a=\${V:?set V}\n`, since: '1.42' },
  {
    name: 'a line of more than 64 KiB',
    text: `FROM scratch\nLABEL a=${'x'.repeat(70_000)}\n`,
    since: '1.42',
  },
];

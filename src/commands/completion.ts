import { EXIT, type ExitCode } from '../errors.ts';
import { print } from './print.ts';
import type { Shell } from './shells.ts';

/** What each shell loads. They know nothing: docker-labs itself is asked at each tab, about the course as it is. */
const SCRIPTS: Record<Shell, string> = {
  bash: `# docker-labs completion bash > /etc/bash_completion.d/docker-labs
# or in ~/.bashrc: eval "$(docker-labs completion bash)"
_docker_labs() {
  local IFS=$'\\n'
  COMPREPLY=($("$1" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _docker_labs docker-labs`,
  zsh: `#compdef docker-labs
# docker-labs completion zsh > ~/.zsh/completions/_docker-labs  (a folder of $fpath)
# or in ~/.zshrc, after compinit: eval "$(docker-labs completion zsh)"
_docker_labs() {
  local -a found
  found=("\${(@f)$(docker-labs complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found" ]]; then compadd -a found; else _files; fi
}
compdef _docker_labs docker-labs`,
  fish: `# docker-labs completion fish > ~/.config/fish/completions/docker-labs.fish
function __docker_labs
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l found (docker-labs complete -- $words[2..-1] "$typed" 2>/dev/null)
    if test (count $found) -gt 0
        string join \\n $found
    else
        __fish_complete_path "$typed"
    end
end
complete -c docker-labs -f -a '(__docker_labs)'`,
};

/** `completion SHELL`: the script that a shell loads to complete commands, options, labs and steps. */
export function completion(shell: Shell): ExitCode {
  print(SCRIPTS[shell]);
  return EXIT.ok;
}

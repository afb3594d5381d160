import { describe, expect, it } from 'vitest';
import { editorCommand, editorSetting } from '../../src/ui/editor.ts';

describe('editorCommand', () => {
  it.each([
    ['vim', 'vim +7 f'],
    ['/usr/bin/nano -w', '/usr/bin/nano -w +7 f'],
    ['code', 'code --wait --goto f:7'],
    ['code -w', 'code -w --goto f:7'],
    ['emacs -nw', 'emacs -nw +7 f'],
    ['micro', 'micro +7 f'],
    ['hx', 'hx f:7'],
    ['subl -n', 'subl -n --wait f:7'],
    ['my-editor', 'my-editor f'],
  ])('%s', (setting, wanted) => {
    const { program, args } = editorCommand(setting, 'f', 7);
    expect([program, ...args].join(' ')).toBe(wanted);
  });

  it('opens the file alone where no line is known', () => {
    expect(editorCommand('vim', 'f', undefined)).toEqual({ program: 'vim', args: ['f'] });
  });

  it('prefers VISUAL', () => {
    expect(editorSetting({ VISUAL: 'a', EDITOR: 'b' })).toBe('a');
    expect(editorSetting({ EDITOR: 'b' })).toBe('b');
    expect(editorSetting({})).toBeUndefined();
  });
});

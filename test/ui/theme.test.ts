import { describe, expect, it } from 'vitest';
import { theme } from '../../src/ui/theme.ts';

describe('the theme', () => {
  it('paints what a list maps, and neither its index nor the list', () => {
    const { dim, strong, good } = theme({ color: false, ascii: false });
    expect(['a', 'b'].map(dim)).toEqual(['a', 'b']);
    expect(['a', 'b'].map(strong)).toEqual(['a', 'b']);
    expect(['a', 'b'].map(good)).toEqual(['a', 'b']);
  });
});

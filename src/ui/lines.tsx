import { Text } from 'ink';
import type { ReactNode } from 'react';

/** Lines as they are: each already cut or wrapped to the width it has. */
export function Lines({ lines }: { lines: readonly string[] }): ReactNode {
  return lines.map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place; nothing is ever moved
    <Text key={index} wrap="truncate-end">
      {line === '' ? ' ' : line}
    </Text>
  ));
}

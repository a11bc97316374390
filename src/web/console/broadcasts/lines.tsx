import type { Line } from './send-time-words.ts';

/** What the server found out about what is chosen; with script it is asked again at each change. */
export function Lines({ title, name, lines }: { title: string; name: string; lines: readonly Line[] }) {
  return (
    <div class="lines">
      <p class="lines-title">{title}</p>
      <output data-lines={name}>
        {lines.map(({ tone, text }) => (
          <span class={tone}>{text}</span>
        ))}
      </output>
    </div>
  );
}

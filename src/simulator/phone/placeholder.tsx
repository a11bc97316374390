type PlaceholderProps = { icon?: string; title: string; about?: string };

/** A thing that this page stands in for, or does not know: its name and a word about it. */
export function Placeholder({ icon, title, about }: PlaceholderProps) {
  return (
    <div class="placeholder">
      {icon && <span class={`icon ${icon}`} aria-hidden="true" />}
      <span>{title}</span>
      {about && <small>{about}</small>}
    </div>
  );
}

import { fieldId } from '../../parts/fields.tsx';
import type { FormSection, PlacedFault } from '../typed/placed-faults.ts';

const SECTIONS: readonly { section: FormSection; heading: string }[] = [
  { section: 'title', heading: '題名' },
  { section: 'content', heading: '内容' },
  { section: 'audience', heading: 'だれに' },
  { section: 'time', heading: 'いつ' },
  { section: 'template', heading: 'ひな型' },
];

/** What must be put right, by section, each line leading to its field. */
export function FaultSummary({ faults, title }: { faults: readonly PlacedFault[]; title: string }) {
  if (faults.length === 0) return null;
  return (
    <div class="error-summary" role="alert" tabindex={-1} data-error-summary="">
      <h2>
        {title}（{faults.length} 件）
      </h2>
      {SECTIONS.map(({ section, heading }) => {
        const own = faults.filter((fault) => fault.section === section);
        return own.length === 0 ? null : (
          <>
            <h3>{heading}</h3>
            <FaultList faults={own.slice(0, SHOWN_AT_ONCE)} />
            {own.length > SHOWN_AT_ONCE ? (
              <details>
                <summary>ほか {own.length - SHOWN_AT_ONCE} 件</summary>
                <FaultList faults={own.slice(SHOWN_AT_ONCE)} />
              </details>
            ) : null}
          </>
        );
      })}
    </div>
  );
}

const SHOWN_AT_ONCE = 6; // of a section: five languages can lack a good many texts

function FaultList({ faults }: { faults: readonly PlacedFault[] }) {
  return (
    <ul>
      {faults.map(({ name, where, text }) => (
        <li>
          <a href={`#${fieldId(name)}`}>{where ? `${where}：${text}` : text}</a>
        </li>
      ))}
    </ul>
  );
}

import { Specimen } from "./specimen";

const SURFACES = [
  "bg-canvas",
  "bg-surface",
  "bg-raised",
  "bg-hover",
  "bg-active",
  "bg-accent-soft",
  "bg-note",
] as const;
const TEXTS = [
  "text-text",
  "text-muted",
  "text-faint",
  "text-accent",
  "text-danger",
  "text-warning",
  "text-success",
] as const;

/** Every colour of text on every surface that it may stand on: where contrast is lost, it is seen here first. */
export function Surfaces() {
  return (
    <Specimen name="Colours">
      <div className="grid grid-cols-2 gap-2 sm:grid-cols-4">
        {SURFACES.map((surface) => (
          <div key={surface} className={`rounded border border-line p-2 text-sm ${surface}`}>
            <p className="mb-1 text-xs">{surface.slice(3)}</p>
            {TEXTS.map((text) => (
              <p key={text} className={text}>
                {text.slice(5)}
              </p>
            ))}
          </div>
        ))}
      </div>
    </Specimen>
  );
}

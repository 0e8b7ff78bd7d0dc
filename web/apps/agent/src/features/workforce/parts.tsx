import type { ReactNode } from "react";

export interface Headline {
  label: string;
  value: string;
  about: ReactNode;
}

/** An answer in a few numbers. */
export function Headlines({ numbers }: { numbers: Headline[] }) {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line xl:grid-cols-4">
      {numbers.map(({ label, value, about }) => (
        <div key={label} className="flex flex-col bg-surface px-4 py-3">
          <dt className="text-xs text-muted">{label}</dt>
          <dd className="my-0.5 text-xl font-semibold tracking-tight tabular-nums">{value}</dd>
          <dd className="text-xs text-faint">{about}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A part of a page: what it shows, and how to read it. */
export function Part({ title, about, children }: { title: string; about?: ReactNode; children: ReactNode }) {
  return (
    <section className="print:break-inside-avoid">
      <h2 className="font-semibold">{title}</h2>
      {about !== undefined && <p className="mt-0.5 max-w-prose text-sm text-muted">{about}</p>}
      <div className="mt-3">{children}</div>
    </section>
  );
}

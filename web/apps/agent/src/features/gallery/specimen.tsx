import type { ReactNode } from "react";

/** One component: its name and its states beside each other. */
export function Specimen({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section className="break-inside-avoid rounded-lg border border-line bg-surface p-4">
      <h2 className="mb-3 font-semibold">{name}</h2>
      <div className="flex flex-col gap-4">{children}</div>
    </section>
  );
}

/** One state, with its name above. */
export function State({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <p className="mb-1 text-xs text-faint">{name}</p>
      <div className="flex flex-wrap items-center gap-2">{children}</div>
    </div>
  );
}

/** A very long name of a customer, in letters with marks above and below. */
export const LONG =
  "Nguyễn Thị Hoàng Ngọc Phương-Constantinescu, Direcția de aprovizionare și logistică, Ploiești-Vest (filiala a doua)";

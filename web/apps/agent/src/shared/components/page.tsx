import { Button, Notice, Skeleton } from "@rapport/ui";
import type { ReactNode } from "react";
import { useI18n } from "@/i18n";
import { useTitle } from "@/shared/hooks/use-title";
import { problemText } from "@/shared/problems";

export interface PageProps {
  title: string;
  /** What this page is for, in one sentence. */
  about?: ReactNode;
  actions?: ReactNode;
  back?: ReactNode;
  children: ReactNode;
}

/** A page of settings: what it is, what it is for, and its content, never wider than can be read. */
export function Page({ title, about, actions, back, children }: PageProps) {
  useTitle(title);
  return (
    <main className="scroll-thin min-h-0 min-w-0 flex-1 overflow-y-auto bg-surface">
      <div className="mx-auto w-full max-w-4xl px-8 py-6 max-md:px-4 max-md:py-4">
        {back}
        <header className="mb-5 flex flex-wrap items-start justify-between gap-3">
          <div className="min-w-0">
            <h1 className="text-xl font-semibold break-words">{title}</h1>
            {about !== undefined && <p className="mt-0.5 max-w-prose text-muted">{about}</p>}
          </div>
          {actions !== undefined && <div className="flex shrink-0 gap-2">{actions}</div>}
        </header>
        {children}
      </div>
    </main>
  );
}

/** A group of fields with a heading at its left, one below the other on narrow screens. */
export function Section({ title, about, children }: { title: string; about?: ReactNode; children: ReactNode }) {
  return (
    <section className="grid gap-x-8 gap-y-3 border-t border-line py-6 first-of-type:border-0 first-of-type:pt-0 md:grid-cols-[14rem_1fr]">
      <div>
        <h2 className="font-semibold">{title}</h2>
        {about !== undefined && <p className="mt-0.5 text-sm text-muted">{about}</p>}
      </div>
      <div className="flex min-w-0 flex-col gap-4">{children}</div>
    </section>
  );
}

export interface LoadStateProps {
  query: { isPending: boolean; isError: boolean; error: unknown; refetch: () => unknown };
  rows?: number;
}

/** What stands there while a list loads, or when it could not be loaded. */
export function LoadState({ query, rows = 4 }: LoadStateProps) {
  const i18n = useI18n();
  if (query.isPending) {
    return (
      <div className="flex flex-col gap-2" aria-hidden>
        {Array.from({ length: rows }, (_, index) => (
          <Skeleton key={index} className="h-10 w-full" />
        ))}
      </div>
    );
  }
  if (!query.isError) return null;
  return (
    <Notice
      tone="danger"
      action={
        <Button size="sm" onClick={() => void query.refetch()}>
          {i18n.t("action.retry")}
        </Button>
      }
    >
      {problemText(i18n, query.error)}
    </Notice>
  );
}

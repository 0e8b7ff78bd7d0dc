import { CircleAlert, CircleCheck, Info, X } from "lucide-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";

export interface ToastOptions {
  message: string;
  tone?: "info" | "success" | "danger";
  /** The way back, for instance "Undo". */
  action?: { label: string; run: () => void };
  /** Milliseconds until it goes; problems stay longer because they must be read. */
  duration?: number;
}

interface Toast extends ToastOptions {
  id: number;
  duration: number;
}

let toasts: Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function publish(next: Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Says something in passing. Returns a function that takes it away again. */
export function showToast(options: ToastOptions): () => void {
  const id = nextId++;
  const duration = options.duration ?? (options.tone === "danger" ? 9000 : 5000);
  // More than three cannot be read; the oldest give way.
  publish([...toasts.slice(-2), { ...options, id, duration }]);
  return () => dismiss(id);
}

function dismiss(id: number): void {
  publish(toasts.filter((toast) => toast.id !== id));
}

const icons = { info: Info, success: CircleCheck, danger: CircleAlert } as const;
const iconColors = { info: "text-info", success: "text-success", danger: "text-danger" } as const;

function ToastRow({ toast, closeLabel }: { toast: Toast; closeLabel: string }) {
  const [held, setHeld] = useState(false);
  const left = useRef(toast.duration);
  // The clock stands still while the pointer or the focus rests on it, so that nobody must hurry.
  useEffect(() => {
    if (held) return;
    const startedAt = performance.now();
    const timer = setTimeout(() => dismiss(toast.id), left.current);
    return () => {
      clearTimeout(timer);
      left.current = Math.max(1000, left.current - (performance.now() - startedAt));
    };
  }, [held, toast.id]);
  const tone = toast.tone ?? "info";
  const Icon = icons[tone];
  return (
    // Not controls: they only notice that somebody is reading.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="animate-appear pointer-events-auto flex w-full max-w-md items-center gap-2.5 rounded-lg border border-line bg-raised py-2 pr-2 pl-3 shadow-float sm:w-auto sm:min-w-80"
    >
      <Icon size={16} aria-hidden className={`shrink-0 ${iconColors[tone]}`} />
      <p className="min-w-0 flex-1 break-words">{toast.message}</p>
      {toast.action !== undefined && (
        <button
          type="button"
          onClick={() => {
            dismiss(toast.id);
            toast.action?.run();
          }}
          className="h-7 shrink-0 rounded px-2 font-medium text-accent hover:bg-hover"
        >
          {toast.action.label}
        </button>
      )}
      <button
        type="button"
        aria-label={closeLabel}
        onClick={() => dismiss(toast.id)}
        className="inline-flex size-7 shrink-0 items-center justify-center rounded text-faint hover:bg-hover hover:text-text"
      >
        <X size={14} aria-hidden />
      </button>
    </li>
  );
}

/** Where toasts appear: at the lower edge, beside the work rather than over it. Stands once at the root. */
export function Toaster({ label, closeLabel }: { label: string; closeLabel: string }) {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <section
      aria-label={label}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-0 z-50 p-4 max-md:bottom-14"
    >
      <ul className="flex flex-col items-center gap-2 md:items-start md:pl-14">
        {shown.map((toast) => (
          <ToastRow key={toast.id} toast={toast} closeLabel={closeLabel} />
        ))}
      </ul>
    </section>
  );
}

import { Button, Notice } from "@rapport/ui";
import { Component, type ErrorInfo, type ReactNode } from "react";
import { useI18n } from "@/i18n";

export interface ErrorBoundaryProps {
  /** What broke, in the reader's words, for instance the title of a card. */
  name: string;
  /** When it changes, what is inside is tried again: another conversation may not have the trouble of this one. */
  resetKey?: string | number;
  /** What else has to be begun anew when the reader tries again, for instance the loading of code. */
  onRetry?: () => void;
  /** Fills a pane instead of standing in a line. */
  pane?: boolean;
  children: ReactNode;
}

interface State {
  error: unknown;
  key: string | number | undefined;
}

/** Keeps what breaks inside to itself: everything around it goes on. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, State> {
  override state: State = { error: undefined, key: this.props.resetKey };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error ?? new Error("nothing was thrown") };
  }

  static getDerivedStateFromProps(props: ErrorBoundaryProps, state: State): Partial<State> | null {
    return props.resetKey === state.key ? null : { error: undefined, key: props.resetKey };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error(`${this.props.name} broke`, error, info.componentStack);
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return (
      <Broken
        name={this.props.name}
        pane={this.props.pane === true}
        onRetry={() => {
          this.props.onRetry?.();
          this.setState({ error: undefined });
        }}
      />
    );
  }
}

function Broken({ name, pane, onRetry }: { name: string; pane: boolean; onRetry: () => void }) {
  const { t } = useI18n();
  return (
    <div className={pane ? "min-w-0 flex-1 p-4" : undefined}>
      <Notice
        tone="danger"
        action={
          <Button size="sm" onClick={onRetry}>
            {t("action.retry")}
          </Button>
        }
      >
        {t("crash.part", { name })}
      </Notice>
    </div>
  );
}

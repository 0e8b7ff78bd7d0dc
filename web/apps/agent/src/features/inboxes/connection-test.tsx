import { api, unwrap, type TestInboxView, type TestStepView } from "@rapport/api";
import { Button, cx, Notice, Spinner } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { CircleCheck, CircleDashed, CircleX, PlugZap } from "lucide-react";
import { useI18n } from "@/i18n";
import { problemText } from "@/shared/problems";
import { emailRequest, type InboxForm } from "./form-state";

/** The test runs with what stands in the form; secrets left empty are taken from the stored inbox. */
export function useConnectionTest(form: InboxForm, inboxId?: number) {
  return useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/inboxes/test", {
          body: { address: form.address.trim(), inbox_id: inboxId ?? null, email: emailRequest(form) },
        }),
      ),
  });
}

export interface ConnectionTestProps {
  test: ReturnType<typeof useConnectionTest>;
  onRun: () => void;
}

/** Tries the settings and shows how far it got, step by step, and what to do where it failed. */
export function ConnectionTest({ test, onRun }: ConnectionTestProps) {
  const i18n = useI18n();
  const { t } = i18n;
  return (
    <section aria-label={t("test.title")} className="flex flex-col gap-3">
      <div className="flex items-center gap-3">
        <Button icon={<PlugZap size={14} aria-hidden />} loading={test.isPending} onClick={onRun}>
          {t("test.run")}
        </Button>
        <p className="text-sm text-muted">{test.isPending ? t("test.running") : t("test.hint")}</p>
      </div>
      <div aria-live="polite">
        {test.isError && <Notice tone="danger">{problemText(i18n, test.error)}</Notice>}
        {test.isPending && (
          <p className="flex items-center gap-2 rounded border border-line px-3 py-2.5 text-sm text-muted">
            <Spinner />
            {t("test.running")}
          </p>
        )}
        {test.data && !test.isPending && <TestResult result={test.data} />}
      </div>
    </section>
  );
}

function TestResult({ result }: { result: TestInboxView }) {
  const { t, number } = useI18n();
  const servers = [...new Set(result.steps.map((step) => step.server))];
  return (
    <div className="flex flex-col gap-3">
      <Notice tone={result.ok ? "success" : "danger"} title={t(result.ok ? "test.ok" : "test.failed")} />
      <div className="grid gap-3 sm:grid-cols-2">
        {servers.map((server) => (
          <div key={server} className="rounded border border-line px-3 py-2">
            <h3 className="mb-1 text-xs font-medium text-faint uppercase">{server}</h3>
            <ol className="flex flex-col gap-1.5">
              {result.steps
                .filter((step) => step.server === server)
                .map((step) => (
                  <Step key={step.step} step={step} />
                ))}
            </ol>
          </div>
        ))}
      </div>
      {result.folders.length > 0 && (
        <p className="text-sm text-muted">
          {t("test.folders")}{" "}
          {result.folders
            .slice(0, 12)
            .map((folder) => (folder.messages == null ? folder.name : `${folder.name} (${number(folder.messages)})`))
            .join(", ")}
          {result.folders.length > 12 && " …"}
        </p>
      )}
    </div>
  );
}

const LOOK = {
  ok: { icon: CircleCheck, color: "text-success" },
  failed: { icon: CircleX, color: "text-danger" },
  skipped: { icon: CircleDashed, color: "text-faint" },
} as const;

function Step({ step }: { step: TestStepView }) {
  const { t, tCode } = useI18n();
  const state = step.state === "ok" || step.state === "failed" ? step.state : "skipped";
  const { icon: Icon, color } = LOOK[state];
  return (
    <li className="flex items-start gap-2 text-sm">
      <Icon size={15} className={cx("mt-0.5 shrink-0", color)} aria-label={t(`test.state.${state}`)} />
      <div className="min-w-0">
        <p className={state === "skipped" ? "text-faint" : undefined}>{tCode("test.step", step.step, step.step)}</p>
        {state === "failed" && (
          <>
            <p className="break-words text-danger">{tCode("test.hint", step.code, step.hint ?? step.detail)}</p>
            {step.detail !== "" && <p className="mt-0.5 font-mono text-xs break-words text-faint">{step.detail}</p>}
          </>
        )}
      </div>
    </li>
  );
}

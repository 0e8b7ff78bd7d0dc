import { api, unwrap } from "@rapport/api";
import { Button, cx, showToast } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, PartyPopper } from "lucide-react";
import { useEffect } from "react";
import { useI18n } from "@/i18n";
import { buttonLink } from "@/shared/components/button-link";
import { LoadState, Page } from "@/shared/components/page";
import { toastProblem } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { firstStepsQuery, STEPS, useFirstSteps, type Step } from "./first-steps";

/** The first day: what there is to do, and what of it is done. Nothing is ticked by hand. */
export default function StartPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const query = useQuery(firstStepsQuery);
  const first = useFirstSteps();
  useEffect(() => {
    // What was done on other pages is seen when one comes back.
    void queryClient.invalidateQueries({ queryKey: firstStepsQuery.queryKey });
  }, []);
  const dismiss = useMutation({
    mutationFn: (dismissed: boolean) => unwrap(api.PUT("/api/v1/first-steps", { body: { dismissed } })),
    onSuccess: (next) => {
      queryClient.setQueryData(firstStepsQuery.queryKey, next);
      if (next.dismissed) showToast({ tone: "success", message: t("start.dismissed") });
    },
    onError: (error) => toastProblem(i18n, error),
  });
  return (
    <Page title={t("start.title")} about={t("start.about")}>
      <LoadState query={query} rows={7} />
      {first && (
        <>
          <Progress done={first.done} />
          <ol className="divide-y divide-line rounded-lg border border-line">
            {STEPS.map((step) => (
              <StepRow
                key={step.key}
                step={step}
                done={first.steps[step.key]}
                next={step === STEPS.find((one) => !first.steps[one.key])}
              />
            ))}
          </ol>
          <div className="mt-4 flex flex-wrap items-center justify-between gap-3">
            <p className="text-sm text-faint">{t(first.steps.dismissed ? "start.hidden" : "start.dismissHint")}</p>
            <Button size="sm" loading={dismiss.isPending} onClick={() => dismiss.mutate(!first.steps.dismissed)}>
              {t(first.steps.dismissed ? "start.show" : "start.dismiss")}
            </Button>
          </div>
        </>
      )}
    </Page>
  );
}

function Progress({ done }: { done: number }) {
  const { t } = useI18n();
  const all = done === STEPS.length;
  const label = all ? t("start.allDone") : t("start.progress", { done, all: STEPS.length });
  return (
    <div className="mb-5">
      <p className="mb-1.5 flex items-center gap-1.5 text-sm font-medium">
        {all && <PartyPopper size={15} aria-hidden className="text-success" />}
        {label}
      </p>
      <div
        role="progressbar"
        aria-label={t("start.title")}
        aria-valuemin={0}
        aria-valuemax={STEPS.length}
        aria-valuenow={done}
        className="h-1.5 overflow-hidden rounded-full bg-active"
      >
        <div
          className="h-full rounded-full bg-accent-solid transition-[width]"
          style={{ width: `${(done / STEPS.length) * 100}%` }}
        />
      </div>
    </div>
  );
}

function StepRow({ step, done, next }: { step: Step; done: boolean; next: boolean }) {
  const { t } = useI18n();
  const Icon = step.icon;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3.5">
      <span
        className={cx(
          "flex size-8 shrink-0 items-center justify-center rounded-full",
          done ? "bg-success-soft text-success" : next ? "bg-accent-soft text-accent" : "bg-hover text-muted",
        )}
      >
        {done ? <Check size={16} strokeWidth={2.5} aria-label={t("setup.stepDone")} /> : <Icon size={16} aria-hidden />}
      </span>
      <div className="min-w-0 flex-1 max-sm:basis-[calc(100%-3rem)]">
        <h2 className={cx("font-medium", done && "text-muted")}>{t(step.title)}</h2>
        <p className="text-sm text-muted">{t(step.about)}</p>
      </div>
      {!done && (
        <Link to={step.to} className={cx(buttonLink(next ? "primary" : "secondary"), "max-sm:ml-12")}>
          {t(step.action)}
        </Link>
      )}
    </li>
  );
}

import { api, unwrap, type components } from "@rapport/api";
import { Button } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { Confirm } from "@/shared/components/confirm";
import { toastProblem } from "@/shared/problems";
import { refresh, requestsQuery } from "./queries";
import { useWords } from "./use-words";
import { dayOf, timesOf, type Swap } from "./week";

type OpenLeave = components["schemas"]["OpenLeaveView"];

/** What waits for those who make rosters: leave, and shifts that would change hands. Nothing is shown of nothing. */
export function Requests() {
  const { t } = useI18n();
  const { data } = useQuery(requestsQuery);
  if (!data || data.leave.length + data.swaps.length === 0) return null;
  return (
    <section aria-label={t("rosters.requests")} className="rounded-lg border border-line">
      <h2 className="border-b border-line px-4 py-2.5 font-semibold">{t("rosters.requests")}</h2>
      <ul className="divide-y divide-line">
        {data.leave.map((open) => (
          <LeaveRow key={`leave.${String(open.leave.id)}`} open={open} />
        ))}
        {data.swaps.map((swap) => (
          <SwapRow key={`swap.${String(swap.id)}`} swap={swap} />
        ))}
      </ul>
    </section>
  );
}

function LeaveRow({ open: { leave, conflicts } }: { open: OpenLeave }) {
  const i18n = useI18n();
  const { t } = i18n;
  const words = useWords();
  const [asking, setAsking] = useState(false);
  const decide = useMutation({
    mutationFn: (what: "grant" | "refuse") => {
      const params = { path: { id: leave.id } };
      return what === "grant"
        ? unwrap(api.POST("/api/v1/workforce/leave/{id}/grant", { params, body: { take_off: conflicts.length > 0 } }))
        : unwrap(api.POST("/api/v1/workforce/leave/{id}/refuse", { params }));
    },
    onSuccess: () => {
      setAsking(false);
      return refresh();
    },
    onError: (error) => toastProblem(i18n, error),
  });
  const days = leave.from === leave.to ? words.longDay(leave.from) : words.week(leave.from, leave.to);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
      <div className="min-w-48 flex-1">
        <p>{t("rosters.wantsLeave", { name: leave.agent_name, days })}</p>
        {leave.reason !== "" && <p className="text-sm break-words text-muted">{leave.reason}</p>}
        {conflicts.length > 0 && (
          <p className="text-sm text-warning">{t("rosters.conflicts", { shifts: conflicts.length })}</p>
        )}
      </div>
      <Button size="sm" onClick={() => decide.mutate("refuse")}>
        {t("rosters.refuse")}
      </Button>
      <Button
        size="sm"
        variant="primary"
        loading={decide.isPending}
        onClick={() => (conflicts.length > 0 ? setAsking(true) : decide.mutate("grant"))}
      >
        {t("rosters.grant")}
      </Button>
      {asking && (
        <Confirm
          title={t("rosters.grantOver")}
          action={t("rosters.grantAndTakeOff")}
          busy={decide.isPending}
          onConfirm={() => decide.mutate("grant")}
          onClose={() => setAsking(false)}
        >
          {t("rosters.grantOverText", {
            name: leave.agent_name,
            shifts: i18n.list(conflicts.map((shift) => `${words.day(dayOf(shift))} ${timesOf(shift)}`)),
          })}
        </Confirm>
      )}
    </li>
  );
}

function SwapRow({ swap }: { swap: Swap }) {
  const i18n = useI18n();
  const { t } = i18n;
  const words = useWords();
  const decide = useMutation({
    mutationFn: (what: "approve" | "refuse") => {
      const params = { path: { id: swap.id } };
      return what === "approve"
        ? unwrap(api.POST("/api/v1/workforce/swaps/{id}/approve", { params }))
        : unwrap(api.POST("/api/v1/workforce/swaps/{id}/refuse", { params }));
    },
    onSuccess: refresh,
    onError: (error) => toastProblem(i18n, error),
  });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
      <p className="min-w-48 flex-1">
        {t("rosters.wantsSwap", {
          taker: swap.taker_name ?? "",
          owner: swap.owner_name,
          day: words.day(dayOf(swap)),
          time: timesOf(swap),
        })}
      </p>
      <Button size="sm" onClick={() => decide.mutate("refuse")}>
        {t("rosters.refuse")}
      </Button>
      <Button size="sm" variant="primary" loading={decide.isPending} onClick={() => decide.mutate("approve")}>
        {t("rosters.approve")}
      </Button>
    </li>
  );
}

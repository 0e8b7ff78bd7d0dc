import { api, unwrap } from "@rapport/api";
import { Button, Dialog, Field, Select, showToast } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { agentsQuery } from "@/shared/lookups";
import { toastProblem } from "@/shared/problems";
import { useSession } from "@/shared/session";
import { refresh } from "./queries";
import { useWords } from "./use-words";
import { dayOf, timesOf, type Shift, type Swap } from "./week";

/** Offers a shift, to one colleague or to all. */
export function OfferShift({ shift }: { shift: Shift }) {
  const i18n = useI18n();
  const { t } = i18n;
  const words = useWords();
  const me = useSession().agent.id;
  const agents = useQuery(agentsQuery).data ?? [];
  const [open, setOpen] = useState(false);
  const [to, setTo] = useState("");
  const offer = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/workforce/swaps", {
          body: { shift_id: shift.id, to_agent_id: to === "" ? null : Number(to) },
        }),
      ),
    onSuccess: () => {
      setOpen(false);
      showToast({ tone: "success", message: t("rosters.offered") });
      return refresh();
    },
    onError: (error) => toastProblem(i18n, error),
  });
  const when = `${words.longDay(dayOf(shift))} ${timesOf(shift)}`;
  return (
    <>
      <Button size="sm" aria-label={t("rosters.offerShift", { when })} onClick={() => setOpen(true)}>
        {t("rosters.offer")}
      </Button>
      {open && (
        <Dialog
          open
          onOpenChange={(next) => !next && setOpen(false)}
          title={t("rosters.offerTitle")}
          description={when}
          closeLabel={t("action.close")}
          footer={
            <>
              <Button onClick={() => setOpen(false)}>{t("action.cancel")}</Button>
              <Button variant="primary" loading={offer.isPending} onClick={() => offer.mutate()}>
                {t("rosters.offer")}
              </Button>
            </>
          }
        >
          <div className="pb-4">
            <Field label={t("rosters.offerTo")} hint={t("rosters.offerHint")}>
              <Select value={to} onChange={(event) => setTo(event.target.value)}>
                <option value="">{t("rosters.everybody")}</option>
                {agents
                  .filter(({ id, active }) => active && id !== me)
                  .map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
              </Select>
            </Field>
          </div>
        </Dialog>
      )}
    </>
  );
}

export function TakeShift({ swap }: { swap: Swap }) {
  const i18n = useI18n();
  const take = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/workforce/swaps/{id}/take", { params: { path: { id: swap.id } } })),
    onSuccess: () => showToast({ tone: "success", message: i18n.t("rosters.tookIt") }),
    onError: (error) => toastProblem(i18n, error),
    // Also when somebody else was faster: then it is not on offer any more.
    onSettled: refresh,
  });
  return (
    <Button size="sm" variant="primary" loading={take.isPending} onClick={() => take.mutate()}>
      {i18n.t("rosters.take")}
    </Button>
  );
}

export function WithdrawSwap({ swap }: { swap: Swap }) {
  const i18n = useI18n();
  const withdraw = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/workforce/swaps/{id}/withdraw", { params: { path: { id: swap.id } } })),
    onError: (error) => toastProblem(i18n, error),
    onSettled: refresh,
  });
  return (
    <Button size="sm" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
      {i18n.t("rosters.withdraw")}
    </Button>
  );
}

import { api, unwrap } from "@rapport/api";
import { Button, EmptyState, Notice, showToast, Skeleton } from "@rapport/ui";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { CalendarRange, Send, Wand } from "lucide-react";
import { useState } from "react";
import { nextMonday, WorkforceTabs } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { Chooser } from "@/shared/components/chooser";
import { useTitle } from "@/shared/hooks/use-title";
import { problemText, toastProblem } from "@/shared/problems";
import { useCan } from "@/shared/session";
import { Balance } from "./balance";
import { MakeDialog, type Made } from "./make-dialog";
import { Meetings } from "./meetings/meetings";
import { refresh, weekQuery } from "./queries";
import { Requests } from "./requests";
import { RosterGrid, type Cell } from "./roster-grid";
import { ShiftDialog } from "./shift-dialog";
import { useShiftChanges } from "./use-shift-changes";
import { useWords } from "./use-words";
import { addDays, mondayOf, type RosterWeek, type Shift } from "./week";

/** Who works when: made, changed and published by those who may, seen by everybody. */
export default function RosterPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const editable = useCan()("rosters.manage");
  const search = useSearch({ from: "/workspace/workforce/roster" });
  const first = search.week === undefined ? nextMonday(new Date()) : mondayOf(search.week);
  const query = useQuery({ ...weekQuery(first), placeholderData: keepPreviousData });
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<Made>();
  useTitle(t("rosters.title"));
  const week = query.data;
  return (
    <main className="scroll-thin min-h-0 min-w-0 flex-1 overflow-y-auto bg-surface">
      <div className="mx-auto flex w-full max-w-7xl flex-col gap-5 px-8 py-6 max-md:px-4 max-md:py-4">
        <div>
          <WorkforceTabs />
          <header className="flex flex-wrap items-center justify-between gap-3">
            <div className="min-w-0">
              <h1 className="text-xl font-semibold">{t("rosters.title")}</h1>
              <p className="mt-0.5 max-w-prose text-muted">{t(editable ? "rosters.about" : "rosters.aboutAgent")}</p>
            </div>
            {editable && week && <Actions week={week} onMake={() => setMaking(true)} />}
          </header>
        </div>
        <WeekChooser first={first} />
        {editable && <Requests />}
        {made?.week.week === first && <MadeNotice made={made} />}
        {query.isError && <Notice tone="danger">{problemText(i18n, query.error)}</Notice>}
        {query.isPending && <Skeleton className="h-96 w-full rounded" />}
        {week && <Week key={first} week={week} editable={editable && week.week === first} />}
      </div>
      {making && week && <MakeDialog week={week} search={search} onMade={setMade} onClose={() => setMaking(false)} />}
    </main>
  );
}

/** The week in the address, and those beside it. */
function WeekChooser({ first }: { first: string }) {
  const { t } = useI18n();
  const words = useWords();
  const navigate = useNavigate({ from: "/workforce/roster" });
  const go = (week: string) => void navigate({ search: (before) => ({ ...before, week }), resetScroll: false });
  return (
    <Chooser
      before={t("rosters.weekBefore")}
      after={t("rosters.weekAfter")}
      shown={words.week(first, addDays(first, 6))}
      onMove={(by) => go(addDays(first, 7 * by))}
    />
  );
}

function Actions({ week, onMake }: { week: RosterWeek; onMake: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const drafts = week.shifts.filter((shift) => shift.state === "draft").length;
  const publish = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/workforce/rosters/{week}/publish", { params: { path: { week: week.week } } })),
    onSuccess: () => {
      showToast({ tone: "success", message: t("rosters.published") });
      return refresh();
    },
    onError: (error) => toastProblem(i18n, error),
  });
  return (
    <div className="flex flex-wrap gap-2">
      <Button icon={<Wand size={15} aria-hidden />} onClick={onMake}>
        {t("rosters.make")}
      </Button>
      <Button
        variant="primary"
        icon={<Send size={15} aria-hidden />}
        disabled={drafts === 0}
        loading={publish.isPending}
        onClick={() => publish.mutate()}
      >
        {drafts === 0 ? t("rosters.publish") : t("rosters.publishShifts", { shifts: drafts })}
      </Button>
    </div>
  );
}

/** What came of making a roster. */
function MadeNotice({ made }: { made: Made }) {
  const { t, tCode } = useI18n();
  const lacking = Math.round(made.lacking_hours);
  const [blocker] = made.blockers;
  return (
    <Notice tone={lacking === 0 ? "success" : "warning"}>
      {lacking === 0 ? t("workforce.rosterMet") : t("workforce.rosterLacking", { hours: lacking })}{" "}
      {lacking > 0 && blocker && tCode("workforce.rosterBlocker", blocker.code, blocker.text)}
    </Notice>
  );
}

function Week({ week, editable }: { week: RosterWeek; editable: boolean }) {
  const { t } = useI18n();
  const changes = useShiftChanges(week);
  const [open, setOpen] = useState<{ shift?: Shift; cell?: Cell }>();
  if (!editable && week.shifts.length === 0) {
    return (
      <EmptyState icon={<CalendarRange aria-hidden />} title={t("rosters.none")}>
        {t("rosters.noneText")}
      </EmptyState>
    );
  }
  const [anybody] = week.people;
  return (
    <>
      {editable && week.shifts.length === 0 && <Notice tone="info">{t("rosters.begin")}</Notice>}
      <RosterGrid
        week={changes.shown}
        editable={editable}
        changes={changes}
        onOpen={(shift) => setOpen({ shift })}
        onAdd={(cell) => setOpen({ cell })}
      />
      <p className="text-xs text-faint">
        {t("rosters.zone", { zone: week.time_zone })} {editable && <span id="roster-keys">{t("rosters.keys")}</span>}
      </p>
      {editable && <Meetings week={changes.shown} />}
      <Balance week={changes.shown} />
      {open && (
        <ShiftDialog
          week={week}
          shift={open.shift}
          agentId={open.cell?.agent.id ?? anybody?.id ?? 0}
          day={open.cell?.day ?? week.week}
          onRemove={changes.remove}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  );
}

import { Badge } from "@rapport/ui";
import { UserX } from "lucide-react";
import { useFigures } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { BarLegend, BarScale, DayBar } from "./day-bar";
import { lookOf } from "./looks";
import { hoursOfDay, isMissing, phaseOf, sortAgents, type AgentDay, type Day, type Hours } from "./reading";

/** Name, day, share; on a phone the day has the whole width under the name. */
const GRID =
  "grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1.5 md:grid-cols-[13rem_minmax(0,1fr)_5.5rem]";
const BAR = "max-md:order-last max-md:col-span-2";

/** Everybody who was to be there or was: those who are lacking first. */
export function Agents({ day }: { day: Day }) {
  const { t } = useI18n();
  const hours = hoursOfDay(day);
  if (day.agents.length === 0) return <p className="text-sm text-muted">{t("intraday.nobody")}</p>;
  return (
    <div className="flex flex-col gap-2">
      <BarLegend />
      <div className="rounded border border-line">
        <div aria-hidden className={`${GRID} border-b border-line bg-canvas px-4 py-1.5 text-xs text-muted`}>
          <span className="max-md:hidden">{t("rosters.who")}</span>
          <div className={BAR}>
            <BarScale hours={hours} />
          </div>
          <span className="text-right max-md:hidden">{t("intraday.adherence")}</span>
        </div>
        <ul aria-label={t("intraday.agents")} className="divide-y divide-line">
          {sortAgents(day).map((agent) => (
            <AgentRow key={agent.agent_id} agent={agent} day={day} hours={hours} />
          ))}
        </ul>
      </div>
      <p className="max-w-prose text-xs text-faint">
        {t("intraday.recordedWhat")} {t("intraday.recordedOwn")}
      </p>
    </div>
  );
}

function AgentRow({ agent, day, hours }: { agent: AgentDay; day: Day; hours: Hours }) {
  const { t } = useI18n();
  const figures = useFigures();
  return (
    <li className={`${GRID} px-4 py-2`}>
      <div className="min-w-0">
        <p className="truncate font-medium">{agent.name}</p>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1">
          <StateBadge agent={agent} day={day} />
          {agent.late_minutes != null && (
            <span className="text-xs text-warning">{t("intraday.late", { minutes: agent.late_minutes })}</span>
          )}
        </p>
      </div>
      <div className={BAR}>
        <DayBar agent={agent} hours={hours} now={phaseOf(day) === "now" ? day.until : undefined} />
      </div>
      <p className="text-right text-sm tabular-nums">
        <span className="text-xs text-muted md:sr-only">{t("intraday.adherence")}</span>{" "}
        {agent.adherence == null ? "–" : figures.share(agent.adherence)}
      </p>
    </li>
  );
}

/** What an agent does now, or that they are not there. */
export function StateBadge({ agent, day }: { agent: AgentDay; day: Day }) {
  const { t, tCode } = useI18n();
  if (isMissing(agent, day)) {
    return (
      <Badge tone="danger" icon={<UserX aria-hidden />}>
        {t(phaseOf(day) === "past" ? "intraday.absent" : "intraday.notThere")}
      </Badge>
    );
  }
  if (phaseOf(day) !== "now") return null;
  if (agent.state == null) return <Badge>{t("intraday.offline")}</Badge>;
  return <Badge tone={lookOf(agent.state).tone}>{tCode("intraday.state", agent.state, agent.state)}</Badge>;
}

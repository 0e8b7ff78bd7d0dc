import { useI18n } from "@/i18n";
import { useFigures } from "./figures";
import type { PlanView } from "./form";
import { arrivalsOf, type HistoryView } from "./own-history";
import { weekOf } from "./shape";
import { shade, WeekHeat } from "./week-heat";

/** Agents by weekday and hour. */
export function HeatMap({ plan }: { plan: PlanView }) {
  const { t } = useI18n();
  const most = Math.max(1, plan.peak);
  return (
    <WeekHeat
      label={t("workforce.heatMap")}
      about={t("workforce.heatMapAbout")}
      week={weekOf(plan)}
      nothing={t("workforce.closed")}
      heat={(agents) => ({ text: String(agents), background: shade(agents / most) })}
    />
  );
}

/** Contacts by weekday and hour, as they came; nothing where no channel had enough. */
export function ArrivalsMap({ history, channel }: { history: HistoryView; channel: string | undefined }) {
  const { t } = useI18n();
  const figures = useFigures();
  const week = arrivalsOf(history, channel);
  const most = Math.max(...week.flat().map((contacts) => contacts ?? 0));
  if (most === 0) return null;
  return (
    <div className="flex flex-col gap-2">
      <div>
        <h3 className="font-medium">{t("workforce.arrivals")}</h3>
        <p className="text-sm text-muted">{t("workforce.arrivalsAbout")}</p>
      </div>
      <WeekHeat
        label={t("workforce.arrivals")}
        about={t("workforce.arrivalsAbout")}
        week={week}
        nothing={t("workforce.noContacts")}
        heat={(contacts) => ({ text: figures.decimal(contacts), background: shade(contacts / most) })}
      />
    </div>
  );
}

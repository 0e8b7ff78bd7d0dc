import { Field, Notice, Select, Switch, Table, Td, Th, Tr } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { useI18n } from "@/i18n";
import { inboxesQuery } from "@/shared/lookups";
import { Part } from "./answer";
import { useFigures } from "./figures";
import type { PlanForm } from "./form";
import { HistoryChart } from "./history-chart";
import type { HistoryView } from "./own-history";

/** Whether to plan with what was counted here, and in which inbox. */
export function OwnSource({ form, onChange }: { form: PlanForm; onChange: (form: PlanForm) => void }) {
  const { t } = useI18n();
  const inboxes = useQuery(inboxesQuery).data ?? [];
  return (
    <div className="mb-4 flex flex-col gap-3 border-b border-line pb-4">
      <Switch
        label={t("workforce.own")}
        hint={t("workforce.ownHint")}
        checked={form.own}
        onChange={(event) => onChange({ ...form, own: event.target.checked })}
      />
      {form.own && inboxes.length > 1 && (
        <Field label={t("workforce.ownInbox")}>
          <Select value={form.ownInbox} onChange={(event) => onChange({ ...form, ownInbox: event.target.value })}>
            <option value="">{t("workforce.ownAll")}</option>
            {inboxes.map((inbox) => (
              <option key={inbox.id} value={inbox.id}>
                {inbox.name}
              </option>
            ))}
          </Select>
        </Field>
      )}
    </div>
  );
}

/** What was counted, what comes next, how far off that may be, and what had to be assumed all the same. */
export function OwnHistory({ history }: { history: HistoryView }) {
  const { t } = useI18n();
  const figures = useFigures();
  const { forecast } = history;
  return (
    <Part
      title={t("workforce.history")}
      about={t("workforce.historyAbout", { contacts: figures.whole(history.contacts), days: history.days.length })}
    >
      <div className="flex flex-col gap-4">
        {history.days.length > 0 && <HistoryChart history={history} />}
        {forecast ? (
          <ForecastError forecast={forecast} />
        ) : (
          <Notice tone="info">{t("workforce.tooLittle", { days: history.missing_days })}</Notice>
        )}
        {forecast && <ForecastTable forecast={forecast} />}
        {history.channels.length > 0 && <Measurements history={history} />}
      </div>
    </Part>
  );
}

type Forecast = NonNullable<HistoryView["forecast"]>;

/** The error in plain words, beside that of repeating the last week. */
function ForecastError({ forecast }: { forecast: Forecast }) {
  const { t, tCode } = useI18n();
  const figures = useFigures();
  const { error, naive_error: naive } = forecast;
  return (
    <div className="flex flex-col gap-1 text-sm">
      <p>
        {t("workforce.forecastMonth", { contacts: figures.whole(forecast.per_month) })}{" "}
        {error == null
          ? t("workforce.forecastUntried")
          : t("workforce.forecastError", { error: figures.share(error.wape), days: Number(error.days) })}{" "}
        {error != null &&
          naive != null &&
          (forecast.model === "seasonal_naive"
            ? t("workforce.forecastNaiveBest")
            : t("workforce.forecastNaive", { error: figures.share(naive.wape) }))}
      </p>
      <p className="text-muted">
        {tCode("workforce.model", forecast.model, forecast.formula)}{" "}
        {error != null && t("workforce.forecastCovered", { share: figures.share(error.coverage) })}
      </p>
    </div>
  );
}

function ForecastTable({ forecast }: { forecast: Forecast }) {
  const { t, locale } = useI18n();
  const figures = useFigures();
  const format = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
  return (
    <details className="text-sm print:hidden">
      <summary className="cursor-pointer text-muted hover:text-accent">{t("workforce.forecastTable")}</summary>
      <div className="mt-2">
        <Table
          label={t("workforce.forecastTable")}
          head={
            <>
              <Th>{t("workforce.day")}</Th>
              <Th className="text-right">{t("workforce.expected")}</Th>
              <Th className="text-right">{t("workforce.atLeast")}</Th>
              <Th className="text-right">{t("workforce.atMost")}</Th>
            </>
          }
        >
          {forecast.days.map((day) => (
            <Tr key={day.date}>
              <th scope="row" className="px-3 text-left font-medium whitespace-nowrap">
                {format.format(new Date(`${day.date}T00:00:00Z`))}
              </th>
              <Td className="text-right">{figures.whole(day.expected)}</Td>
              <Td className="text-right">{figures.whole(Math.floor(day.lower))}</Td>
              <Td className="text-right">{figures.whole(Math.ceil(day.upper))}</Td>
            </Tr>
          ))}
        </Table>
      </div>
    </details>
  );
}

/** Channel by channel what was measured, with the size of the sample, and what could not be. */
function Measurements({ history }: { history: HistoryView }) {
  const { t, tCode, number } = useI18n();
  const figures = useFigures();
  const name = (channel: string) => tCode("workforce.channel", channel, channel);
  const missing = (channel: string, what: string) => {
    const found = history.not_measured.find((item) => item.channel === channel && item.what === what);
    return found && tCode("workforce.notMeasured", found.reason, found.reason);
  };
  return (
    <Table
      label={t("workforce.measurements")}
      head={
        <>
          <Th>{t("workforce.channel")}</Th>
          <Th className="text-right">{t("workforce.contacts")}</Th>
          <Th>{t("workforce.hoursOfWeek")}</Th>
          <Th>{t("workforce.firstAnswer")}</Th>
          <Th>{t("workforce.handling")}</Th>
        </>
      }
    >
      {history.channels.map((row) => (
        <Tr key={row.channel}>
          <th scope="row" className="px-3 text-left font-medium whitespace-nowrap">
            {name(row.channel)}
          </th>
          <Td className="text-right">
            {figures.whole(row.contacts)}
            {row.reopened > 0 && (
              <span className="block text-xs text-muted">
                {t("workforce.reopened", { contacts: figures.whole(row.reopened) })}
              </span>
            )}
          </Td>
          <Td>{row.profile ? t("workforce.measured") : missing(row.channel, "profile")}</Td>
          <Td className="min-w-44">
            {row.first_answer
              ? t("workforce.firstAnswerText", {
                  median: duration(row.first_answer.median_minutes, t),
                  share: figures.share(row.first_answer.within_four_hours),
                  sample: figures.whole(row.first_answer.sample),
                })
              : missing(row.channel, "first_answer")}
          </Td>
          <Td className="min-w-44">
            {row.handling
              ? t("workforce.handlingText", {
                  minutes: number(Math.round(row.handling.mean_s / 6) / 10),
                  sample: figures.whole(row.handling.sample),
                })
              : missing(row.channel, "handling")}
            {row.at_once && (
              <span className="block text-xs text-muted">
                {t("workforce.atOnceText", { chats: number(Math.round(row.at_once.mean * 10) / 10) })}
              </span>
            )}
            {row.patience && (
              <span className="block text-xs text-muted">
                {t("workforce.patienceText", {
                  share: figures.share(row.patience.given_up),
                  minutes: number(Math.round(row.patience.mean_s / 6) / 10),
                  sample: figures.whole(row.patience.sample),
                })}
              </span>
            )}
          </Td>
        </Tr>
      ))}
    </Table>
  );
}

/** Minutes as one says them: minutes, from two hours on hours. */
function duration(minutes: number, t: ReturnType<typeof useI18n>["t"]): string {
  return minutes < 120
    ? t("workforce.minutes", { minutes: Math.max(1, minutes) })
    : t("workforce.hours", { hours: Math.round(minutes / 60) });
}

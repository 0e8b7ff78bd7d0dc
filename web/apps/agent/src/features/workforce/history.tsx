import { cx, Field, Notice, Select, Switch, Table, Td, Th, Tr } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { useI18n } from "@/i18n";
import { inboxesQuery } from "@/shared/lookups";
import { problemText } from "@/shared/problems";
import { useFigures } from "./figures";
import type { PlanForm } from "./form";
import { ArrivalsMap } from "./heat-map";
import { HistoryChart } from "./history-chart";
import { channelsOf, type HistoryView } from "./own-history";
import { Part } from "./parts";
import { historyQuery, specialDaysQuery, type SpecialDay } from "./queries";
import { SpecialDays } from "./special-days";

interface SourceProps {
  form: PlanForm;
  onChange: (form: PlanForm) => void;
}

/** Whether to plan with what was counted here, and in which inbox. */
export function OwnSource({ form, onChange }: SourceProps) {
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
export function OwnHistory({ history, form, onChange }: SourceProps & { history: HistoryView }) {
  const i18n = useI18n();
  const { t } = i18n;
  const figures = useFigures();
  const special = useQuery(specialDaysQuery).data ?? [];
  const wanted = channelsOf(history).find((channel) => channel === form.ownChannel);
  const one = useQuery({
    ...historyQuery({ inbox: form.ownInbox, channel: wanted ?? "" }),
    enabled: wanted !== undefined,
  });
  // Until the one channel is known, all of them stay.
  const channel = one.data && wanted;
  const shown = channel === undefined ? history : (one.data ?? history);
  const { forecast } = shown;
  return (
    <Part
      title={t("workforce.history")}
      about={t("workforce.historyAbout", { contacts: figures.whole(history.contacts), days: history.days.length })}
    >
      <div className="flex flex-col gap-4">
        <ChannelChoice history={history} form={form} onChange={onChange} />
        {one.isError && <Notice tone="danger">{problemText(i18n, one.error)}</Notice>}
        <div
          aria-busy={one.isFetching}
          className={cx(
            "flex flex-col gap-4 transition-opacity",
            wanted !== undefined && one.isPending && "opacity-60",
          )}
        >
          {history.days.length > 0 && <HistoryChart history={shown} channel={channel} special={special} />}
          {forecast ? (
            <>
              <ForecastError forecast={forecast} />
              <ForecastTable forecast={forecast} special={special} />
            </>
          ) : (
            <Notice tone="info">{t("workforce.tooLittle", { days: shown.missing_days })}</Notice>
          )}
        </div>
        <ArrivalsMap history={history} channel={wanted} />
        <SpecialDays from={history.days[0]?.date ?? ""} />
        {history.channels.length > 0 && <Measurements history={history} />}
      </div>
    </Part>
  );
}

/** Whose forecast is shown: that of all channels, or of one that has contacts. */
function ChannelChoice({ history, form, onChange }: SourceProps & { history: HistoryView }) {
  const { t } = useI18n();
  const channels = channelsOf(history);
  if (channels.length < 2) return null;
  return (
    <Field label={t("workforce.forecastOf")} className="max-w-56 print:hidden">
      <Select
        value={channels.find((channel) => channel === form.ownChannel) ?? ""}
        onChange={({ target }) => onChange({ ...form, ownChannel: target.value })}
      >
        <option value="">{t("workforce.allChannels")}</option>
        {channels.map((channel) => (
          <option key={channel} value={channel}>
            {t(`workforce.channel.${channel}`)}
          </option>
        ))}
      </Select>
    </Field>
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

function ForecastTable({ forecast, special }: { forecast: Forecast; special: readonly SpecialDay[] }) {
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
                {special
                  .filter((one) => one.day === day.date)
                  .map(({ name }) => (
                    <span key={name} className="block max-w-48 truncate text-xs font-normal text-muted">
                      {name}
                    </span>
                  ))}
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
                  median: figures.duration(row.first_answer.median_minutes),
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

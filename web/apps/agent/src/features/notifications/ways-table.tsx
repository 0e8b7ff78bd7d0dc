import type { NotificationWaysView } from "@rapport/api";
import { Switch } from "@rapport/ui";
import { useI18n } from "@/i18n";
import { toastProblem } from "@/shared/problems";
import { choose, WAYS } from "./settings-queries";

/** Every event with its ways. Each switch takes effect at once. */
export function WaysTable({ events }: { events: NotificationWaysView[] }) {
  const i18n = useI18n();
  const { t, tCode } = i18n;
  return (
    <table className="w-full border-collapse text-sm">
      <caption className="sr-only">{t("notifications.ways.title")}</caption>
      <thead>
        <tr className="border-b border-line text-xs text-muted">
          <th scope="col" className="h-8 pr-3 text-left font-medium">
            {t("notifications.ways.event")}
          </th>
          {WAYS.map((way) => (
            <th key={way} scope="col" className="h-8 w-24 px-1 text-center font-medium max-md:w-16">
              {t(`notifications.way.${way}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {events.map((event) => {
          const name = tCode("notifications.event", event.kind, event.kind);
          return (
            <tr key={event.kind} className="border-b border-line last:border-0">
              <th scope="row" className="py-2.5 pr-3 text-left font-normal">
                {name}
              </th>
              {WAYS.map((way) => (
                <td key={way} className="px-1 text-center align-middle">
                  <Switch
                    aria-label={t("notifications.ways.of", { event: name, way: t(`notifications.way.${way}`) })}
                    checked={event[way]}
                    className="align-middle"
                    onChange={({ target }) => {
                      void choose(event.kind, way, target.checked).catch((error: unknown) => toastProblem(i18n, error));
                    }}
                  />
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

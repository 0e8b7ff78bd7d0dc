import { Button } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { Volume2 } from "lucide-react";
import { useI18n } from "@/i18n";
import { LoadState, Page, Section } from "@/shared/components/page";
import { BrowserPush } from "./browser-push";
import { QuietHours } from "./quiet-hours";
import { settingsQuery } from "./settings-queries";
import { playSound } from "./sound";
import { WaysTable } from "./ways-table";

/** What an agent is told of, by which ways, and when not. */
export default function NotificationSettingsPage() {
  const { t } = useI18n();
  const query = useQuery(settingsQuery);
  return (
    <Page title={t("notifications.title")} about={t("notifications.settings.about")}>
      <Section title={t("notifications.ways.title")} about={t("notifications.ways.about")}>
        {query.data ? <WaysTable events={query.data.events} /> : <LoadState query={query} rows={5} />}
        <div>
          <Button size="sm" onClick={() => void playSound()}>
            <Volume2 size={14} aria-hidden />
            {t("notifications.ways.play")}
          </Button>
        </div>
      </Section>
      <Section title={t("notifications.push.title")} about={t("notifications.push.about")}>
        <BrowserPush />
      </Section>
      <Section title={t("notifications.quiet.title")} about={t("notifications.quiet.about")}>
        {query.data ? <QuietHours stored={query.data.quiet_hours} /> : <LoadState query={query} rows={2} />}
      </Section>
    </Page>
  );
}

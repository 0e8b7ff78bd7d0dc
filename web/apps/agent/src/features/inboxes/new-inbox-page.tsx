import { useNavigate } from "@tanstack/react-router";
import { useI18n } from "@/i18n";
import { Page } from "@/shared/components/page";
import { BackToInboxes } from "./back-link";
import { InboxWizard } from "./inbox-wizard";

export default function NewInboxPage() {
  const { t } = useI18n();
  const navigate = useNavigate();
  return (
    <Page title={t("inbox.create")} about={t("setup.inboxText")} back={<BackToInboxes />}>
      <div className="max-w-2xl">
        <InboxWizard onDone={(inbox) => void navigate({ to: "/settings/inboxes/$id", params: { id: inbox.id } })} />
      </div>
    </Page>
  );
}

import { EmptyState } from "@rapport/ui";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import { useEffect } from "react";
import { useI18n } from "@/i18n";
import { Page } from "@/shared/components/page";
import { BackToInboxes } from "./back-link";
import { InboxWizard } from "./inbox-wizard";
import { announceGrant } from "./oauth-channel";

const route = getRouteApi("/workspace/settings/inboxes/new");

/** Adds an inbox. The same address is where providers send the sign-in window back to. */
export default function NewInboxPage() {
  const { t } = useI18n();
  const navigate = useNavigate();
  const { grant } = route.useSearch();
  if (grant !== undefined) return <SignedInAtProvider grant={grant} />;
  return (
    <Page title={t("inbox.create")} about={t("setup.inboxText")} back={<BackToInboxes />}>
      <div className="max-w-2xl">
        <InboxWizard onDone={(inbox) => void navigate({ to: "/settings/inboxes/$id", params: { id: inbox.id } })} />
      </div>
    </Page>
  );
}

/** Where the provider sends the sign-in window back to: the form waits in another window. */
function SignedInAtProvider({ grant }: { grant: string }) {
  const { t } = useI18n();
  useEffect(() => {
    announceGrant(grant);
    window.close();
  }, [grant]);
  return (
    <EmptyState className="flex-1" icon={<CircleCheck aria-hidden />} title={t("inbox.signedIn")}>
      {t("inbox.closeWindow")}
    </EmptyState>
  );
}

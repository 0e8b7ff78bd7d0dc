import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useI18n } from "@/i18n";
import { InboxWizard } from "@/features/inboxes";
import { Door } from "@/shared/components/door";
import { useTitle } from "@/shared/hooks/use-title";
import { queryClient } from "@/shared/query-client";
import { setupQuery } from "@/shared/session";
import { OwnerForm } from "./owner-form";
import { Steps } from "./steps";

/**
 * The first start. Which step it is follows from what the server already has, so that it goes on where it was left:
 * without an owner the first, afterwards the second, which can be skipped and is found again in the settings.
 */
export default function SetupPage() {
  const { t } = useI18n();
  const navigate = useNavigate();
  const setup = useQuery(setupQuery).data;
  const needsOwner = setup?.needs_owner === true;
  useTitle(t("setup.title"));
  const leave = () => void navigate({ to: "/conversations", search: {} });
  return (
    <Door
      wide
      title={t(needsOwner ? "setup.welcome" : "setup.inboxTitle")}
      subtitle={t(needsOwner ? "setup.welcomeText" : "setup.inboxText")}
    >
      <Steps labels={[t("setup.stepOwner"), t("setup.stepInbox")]} current={needsOwner ? 0 : 1} />
      {needsOwner ? (
        <OwnerForm onDone={() => void queryClient.invalidateQueries({ queryKey: setupQuery.queryKey })} />
      ) : (
        <InboxWizard onDone={leave} onSkip={leave} />
      )}
    </Door>
  );
}

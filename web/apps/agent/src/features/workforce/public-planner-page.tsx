import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useI18n } from "@/i18n";
import { Door, LanguageSelect, Logo } from "@/shared/components/door";
import { useTitle } from "@/shared/hooks/use-title";
import { setupQuery } from "@/shared/session";
import { Planner } from "./planner";

/** The calculators for everybody, where the organisation made them public. What was counted is never here. */
export default function PublicPlannerPage() {
  const { t } = useI18n();
  const setup = useQuery(setupQuery).data;
  useTitle(t("workforce.title"));
  if (setup?.planner_public !== true) {
    return (
      <Door chooseLanguage title={t("workforce.title")} subtitle={setup?.organisation ?? undefined}>
        <p className="text-muted">{t("workforce.notPublic")}</p>
        <p className="mt-4 text-sm">
          <Link to="/login" className="text-accent underline underline-offset-2">
            {t("login.submit")}
          </Link>
        </p>
      </Door>
    );
  }
  return (
    <div className="flex h-full flex-col bg-surface print:block">
      <header className="flex items-center gap-3 border-b border-line px-4 py-2 print:hidden">
        <Logo size={24} />
        <span className="min-w-0 flex-1 truncate font-medium">{setup.organisation}</span>
        <LanguageSelect />
      </header>
      <main className="scroll-thin min-h-0 flex-1 overflow-y-auto print:overflow-visible">
        <Planner signedIn={false} counts={false} />
      </main>
    </div>
  );
}

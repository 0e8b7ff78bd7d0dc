import { useI18n } from "@/i18n";
import { useTitle } from "@/shared/hooks/use-title";
import { useCan } from "@/shared/session";
import { Planner } from "./planner";
import { TodayCard } from "./today-card";

/** How many people a department needs, when, and at what cost: from three numbers, from what was counted, or from both. */
export default function PlannerPage() {
  const { t } = useI18n();
  const counts = useCan()("conversations.read");
  useTitle(t("workforce.title"));
  return (
    <main className="scroll-thin min-h-0 min-w-0 flex-1 overflow-y-auto bg-surface print:overflow-visible">
      <Planner signedIn counts={counts}>
        {counts && <TodayCard />}
      </Planner>
    </main>
  );
}

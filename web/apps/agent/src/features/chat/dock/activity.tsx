import { Coffee, Headset, Presentation, type LucideIcon } from "lucide-react";
import { cx, Notice } from "@rapport/ui";
import { useI18n } from "@/i18n";
import { useCommands } from "@/shared/commands/registry";
import { activityCommands } from "../commands";
import { changeCapacity } from "../data/capacity";

interface Activity {
  key: "available" | "break" | "meeting";
  icon: LucideIcon;
  /** The mark at the icon: each has a shape of its own. */
  mark: string;
}

const AVAILABLE: Activity = { key: "available", icon: Headset, mark: "size-2.5 rounded-full bg-success" };
const ACTIVITIES: Activity[] = [
  AVAILABLE,
  { key: "break", icon: Coffee, mark: "h-2 w-3.5 rounded-none bg-warning" },
  { key: "meeting", icon: Presentation, mark: "size-2.5 rotate-45 rounded-none bg-info" },
];

/** What an agent says of the moment, as the product knows it; what it does not know is being there. */
export function activityOf(name: string | undefined): Activity {
  return ACTIVITIES.find(({ key }) => key === name) ?? AVAILABLE;
}

/** What one does now, as commands: everything but what is so already, and nothing before that is known. */
export function useActivityCommands(now: Activity["key"] | undefined): void {
  const i18n = useI18n();
  const become = (activity: Activity["key"]) =>
    now === undefined || now === activity ? undefined : () => void changeCapacity(i18n, { activity });
  useCommands(activityCommands, {
    "activity.available": become("available"),
    "activity.break": become("break"),
    "activity.meeting": become("meeting"),
  });
}

/** What one does now. Whoever is on a break or in a meeting is offered no chats, and colleagues who plan see it. */
export function ActivityChoice({ activity, chats }: { activity: Activity["key"]; chats: boolean }) {
  const i18n = useI18n();
  const { t } = i18n;
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">{t("chat.activity")}</legend>
      <div className="flex flex-col gap-0.5">
        {ACTIVITIES.map(({ key, icon: Icon }) => (
          <label
            key={key}
            className="flex min-h-8 items-center gap-2.5 rounded px-2 hover:bg-hover has-checked:bg-active has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:min-h-11"
          >
            <input
              type="radio"
              name="activity"
              checked={activity === key}
              onChange={() => void changeCapacity(i18n, { activity: key })}
              className="size-4 shrink-0 accent-accent-solid outline-none"
            />
            <Icon size={15} aria-hidden className={cx("shrink-0", activity === key ? "text-text" : "text-muted")} />
            {t(`chat.activity.${key}`)}
          </label>
        ))}
      </div>
      {chats && activity !== "available" && (
        <Notice tone="warning" className="mt-2">
          {t("chat.noneWhileAway")}
        </Notice>
      )}
    </fieldset>
  );
}

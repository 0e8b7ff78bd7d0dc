/** What one does now, whether one takes chats, how many, and whether they begin by themselves. In the rail, wherever one is. */
import type { CapacityView } from "@rapport/api";
import { cx, Field, IconButton, Input, Popover, Skeleton, Switch } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { useIsWide } from "@/shared/hooks/use-media";
import { useSession } from "@/shared/session";
import { capacityQuery, changeCapacity } from "../data/capacity";
import { myChatsQuery, waitingChatsQuery } from "../data/queries";
import { sortChats } from "../data/sort";
import { useHasSites } from "../data/use-live";
import { ActivityChoice, activityOf, useActivityCommands } from "./activity";
import { useAltKeys } from "./use-alt-keys";

/** The server takes no more. */
const MOST_CHATS = 20;

export default function Availability() {
  const i18n = useI18n();
  const { t } = i18n;
  const [open, setOpen] = useState(false);
  const wide = useIsWide();
  const chats = useHasSites();
  const capacity = useQuery(capacityQuery).data;
  const { key: activity, icon: Icon, mark } = activityOf(capacity?.activity);
  // Without chats, being there is all that there is to it.
  const takes = activity === "available" && (!chats || capacity?.takes_chats === true);
  const said = useSaid(capacity, chats);
  // Here and not with the other keys and commands: where the button stands they work, also without chats.
  useActivityCommands(capacity && activity);
  useAltKeys({
    KeyC: chats && capacity ? () => void changeCapacity(i18n, { takes_chats: !capacity.takes_chats }) : undefined,
  });
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      side={wide ? "right" : "top"}
      align={wide ? "end" : "center"}
      label={t("chat.availability")}
      className="w-80 max-w-[calc(100vw-1rem)] p-0"
      trigger={
        <IconButton
          label={said}
          {...(chats && { shortcut: "Alt C" })}
          side={wide ? "right" : "top"}
          className={cx("relative size-10 max-md:h-12 max-md:w-12", takes && "text-text")}
        >
          <Icon size={18} strokeWidth={1.75} aria-hidden />
          {capacity && (
            <span
              aria-hidden
              className={cx(
                "absolute right-1.5 bottom-1.5 border-2 border-canvas",
                activity === "available" && !takes ? "size-2.5 rounded-full bg-faint" : mark,
              )}
            />
          )}
        </IconButton>
      }
    >
      <Panel chats={chats} />
    </Popover>
  );
}

/** The state in words. */
function useSaid(capacity: CapacityView | undefined, chats: boolean): string {
  const { t } = useI18n();
  const { agent } = useSession();
  const { active } = sortChats(useQuery({ ...myChatsQuery, enabled: chats }).data ?? [], agent.id);
  if (!capacity) return t("chat.availability");
  const { key } = activityOf(capacity.activity);
  if (key !== "available" || !chats) return t(`chat.activityNow.${key}`);
  return capacity.takes_chats
    ? t("chat.takesNow", { count: active.length, most: capacity.chat_limit })
    : t("chat.takesNone");
}

function Panel({ chats }: { chats: boolean }) {
  const { t } = useI18n();
  const capacity = useQuery(capacityQuery).data;
  if (!capacity) {
    return (
      <div className="p-4">
        <Skeleton className="h-24" />
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-4 p-4">
      <h2 className="font-semibold">{t("chat.availability")}</h2>
      <ActivityChoice activity={activityOf(capacity.activity).key} chats={chats} />
      {chats && <Chats capacity={capacity} />}
    </div>
  );
}

/** What one takes while one is available. */
function Chats({ capacity }: { capacity: CapacityView }) {
  const i18n = useI18n();
  const { t } = i18n;
  const waiting = useQuery(waitingChatsQuery).data;
  return (
    <>
      <Switch
        label={t("chat.take")}
        hint={t("chat.takeHint")}
        checked={capacity.takes_chats}
        onChange={({ target }) => void changeCapacity(i18n, { takes_chats: target.checked })}
      />
      <Switch
        label={t("chat.auto")}
        hint={t("chat.autoHint")}
        checked={capacity.auto_accept}
        disabled={!capacity.takes_chats}
        onChange={({ target }) => void changeCapacity(i18n, { auto_accept: target.checked })}
      />
      <Field label={t("chat.most")} hint={t("chat.mostHint")}>
        <Input
          type="number"
          min={1}
          max={MOST_CHATS}
          className="max-w-24"
          value={capacity.chat_limit}
          onChange={({ target }) => {
            const limit = Math.round(target.valueAsNumber);
            if (limit >= 1 && limit <= MOST_CHATS) void changeCapacity(i18n, { chat_limit: limit });
          }}
        />
      </Field>
      <p className="border-t border-line pt-3 text-sm text-muted">
        {t("chat.waitingNow", { count: waiting?.length ?? 0 })}
      </p>
    </>
  );
}

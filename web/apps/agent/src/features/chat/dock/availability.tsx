/** Whether one takes chats, how many, and whether they begin by themselves. In the rail, wherever one is. */
import { cx, Field, IconButton, Input, Popover, Skeleton, Switch } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { Headset } from "lucide-react";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { useIsWide } from "@/shared/hooks/use-media";
import { useSession } from "@/shared/session";
import { changeCapacity } from "../data/actions";
import { capacityQuery, myChatsQuery, waitingChatsQuery } from "../data/queries";
import { sortChats } from "../data/sort";
import { useAltKeys } from "./use-alt-keys";

/** The server takes no more. */
const MOST_CHATS = 20;

export default function Availability() {
  const i18n = useI18n();
  const { t } = i18n;
  const [open, setOpen] = useState(false);
  const wide = useIsWide();
  const { agent } = useSession();
  const capacity = useQuery(capacityQuery).data;
  const { active } = sortChats(useQuery(myChatsQuery).data ?? [], agent.id);
  const takes = capacity?.takes_chats === true;
  // Here and not with the other keys: where the button stands its key works.
  useAltKeys({ KeyC: capacity && (() => void changeCapacity(i18n, { takes_chats: !takes })) });
  const state = takes
    ? t("chat.takesNow", { count: active.length, most: capacity.chat_limit })
    : t(capacity ? "chat.takesNone" : "chat.availability");
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
          label={state}
          shortcut="Alt C"
          side={wide ? "right" : "top"}
          className={cx("relative size-10 max-md:h-12 max-md:w-12", takes && "text-text")}
        >
          <Headset size={18} strokeWidth={1.75} aria-hidden />
          {capacity && (
            <span
              aria-hidden
              className={cx(
                "absolute right-1.5 bottom-1.5 size-2.5 rounded-full border-2 border-canvas",
                takes ? "bg-success" : "bg-faint",
              )}
            />
          )}
        </IconButton>
      }
    >
      <Panel />
    </Popover>
  );
}

function Panel() {
  const i18n = useI18n();
  const { t } = i18n;
  const capacity = useQuery(capacityQuery).data;
  const waiting = useQuery(waitingChatsQuery).data;
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
    </div>
  );
}

import type { ConversationView } from "@rapport/api";
import { IconButton, Skeleton } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { Suspense, useState } from "react";
import { useI18n } from "@/i18n";
import { arrange, moved, setOrder, useArrangement } from "@/shared/cards/arrangement";
import { cardsFor } from "@/shared/cards/registry";
import { contactQuery } from "@/shared/contacts";
import { useCan } from "@/shared/session";
import { CardFrame } from "./card-frame";
import "./cards";

export interface SidebarProps {
  conversation: ConversationView;
  onClose: () => void;
}

const LOADING = <Skeleton className="m-4 h-64 rounded" />;

/** Everything about the customer and the case, as cards that the reader arranges. */
export function Sidebar({ conversation, onClose }: SidebarProps) {
  const { t } = useI18n();
  const can = useCan();
  // What is under a card must not be pushed down when it is filled: who it is about, and the code of all cards, is waited for before
  // the first one is drawn.
  const contact = useQuery({ ...contactQuery(conversation.contact.id), enabled: can("contacts.read") });
  const { order, folded } = useArrangement();
  const [said, setSaid] = useState("");
  const cards = arrange(cardsFor(conversation, can), order);
  const ids = cards.map((card) => card.id);
  const move = (id: string, to: number) => {
    const next = moved(ids, id, to);
    if (next.indexOf(id) === ids.indexOf(id)) return;
    // Cards that this conversation does not show keep their places behind those that it does.
    setOrder([...next, ...order.filter((each) => !next.includes(each))]);
    const card = cards.find((each) => each.id === id);
    if (card) setSaid(t("cards.movedTo", { title: t(card.title), place: next.indexOf(id) + 1, of: next.length }));
  };
  return (
    <aside
      id="pane-sidebar"
      aria-label={t("sidebar.title")}
      className="scroll-thin flex w-70 max-w-120 min-w-60 flex-col overflow-y-auto bg-surface max-xl:absolute max-xl:inset-y-0 max-xl:border-l max-xl:border-line xl:w-(--pane-sidebar,17.5rem) max-xl:right-0 max-xl:z-20 max-xl:shadow-float max-md:fixed max-md:inset-0 max-md:z-30 max-md:w-full max-md:max-w-full"
    >
      <div className="flex items-center justify-between border-b border-line py-1.5 pr-2 pl-4 xl:hidden">
        <h2 className="font-semibold">{t("sidebar.title")}</h2>
        <IconButton label={t("conversation.hideDetails")} onClick={onClose}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      {contact.isLoading ? (
        LOADING
      ) : (
        <Suspense fallback={LOADING}>
          {cards.map((card, index) => (
            <CardFrame
              key={card.id}
              card={card}
              conversation={conversation}
              folded={folded.includes(card.id)}
              index={index}
              onMove={(to) => move(card.id, to)}
            />
          ))}
        </Suspense>
      )}
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
    </aside>
  );
}

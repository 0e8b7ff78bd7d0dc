/**
 * The one place where areas say what they show beside a conversation. The sidebar knows nothing of orders, warranties,
 * ratings or calls: each of them brings its card along.
 *
 * A new area makes a component that takes the conversation, and registers it where the area is wired up (its
 * `index.ts`), so that its code is loaded when the card is first shown and not before:
 *
 *     // features/orders/index.ts
 *     defineCard({
 *       id: "orders",                              // never changes: order and folding are remembered by it
 *       title: "orders.title",
 *       icon: Package,
 *       order: 150,                                // between the contact (100) and the conversation (200)
 *       needs: "orders.read",                      // hidden from those who would be refused
 *       when: (conversation) => conversation.channel !== "internal",
 *       load: () => import("./orders-card"),       // its default export takes CardProps
 *     });
 *
 *     // features/orders/orders-card.tsx
 *     export default function OrdersCard({ conversation }: CardProps) {
 *       const query = useQuery(ordersQuery(conversation.contact.id));
 *       if (!query.data) return <CardState query={query} />;
 *       if (query.data.length === 0) return <CardEmpty>{t("orders.none")}</CardEmpty>;
 *       return <ul>…</ul>;
 *     }
 *
 * A card that throws, while it loads or later, shows that in its own place; the others do not notice.
 */
import type { ConversationView } from "@rapport/api";
import type { LucideIcon } from "lucide-react";
import { lazy, type ComponentType, type LazyExoticComponent } from "react";
import type { MessageKey } from "@/i18n";
import type { Permission } from "@/shared/session";

export interface CardProps {
  conversation: ConversationView;
}

export interface CardDefinition {
  id: string;
  title: MessageKey;
  icon: LucideIcon;
  /** Smaller ones stand higher, until the reader moves them. */
  order: number;
  needs?: Permission;
  /** Whether there is anything to show for this conversation. */
  when?: (conversation: ConversationView) => boolean;
  load: () => Promise<{ default: ComponentType<CardProps> }>;
}

export interface Card extends CardDefinition {
  Content: LazyExoticComponent<ComponentType<CardProps>>;
}

const cards = new Map<string, Card>();

/** Makes a card known. The same one again, as when a module is loaded anew, replaces it. */
export function defineCard(definition: CardDefinition): void {
  cards.set(definition.id, { ...definition, Content: lazy(definition.load) });
}

/** What the reader may see beside a conversation, in the order of the registry. */
export function cardsFor(conversation: ConversationView, can: (permission: Permission) => boolean): Card[] {
  return [...cards.values()]
    .filter((card) => card.needs === undefined || can(card.needs))
    .filter((card) => card.when === undefined || card.when(conversation))
    .sort((a, b) => a.order - b.order || a.id.localeCompare(b.id));
}

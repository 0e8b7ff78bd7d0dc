import {
  Coffee,
  Footprints,
  Headset,
  MessagesSquare,
  PhoneCall,
  PhoneOff,
  Presentation,
  ToggleRight,
} from "lucide-react";
import { defineCommands } from "@/shared/commands/registry";

/** What is done about chats wherever one is. The keys work while one writes: the next customer does not wait for that. */
export const chatCommands = defineCommands({
  "chat.accept": { group: "everywhere", label: "chat.acceptCommand", icon: PhoneCall, keys: ["Alt", "A"] },
  "chat.decline": { group: "everywhere", label: "chat.declineCommand", icon: PhoneOff, keys: ["Alt", "X"] },
  "chat.switch": { group: "everywhere", label: "chat.switchCommand", keys: ["Alt", "1–9"], keyOnly: true },
  "chat.take": { group: "everywhere", label: "chat.takeCommand", icon: ToggleRight, keys: ["Alt", "C"] },
  "chat.auto": { group: "everywhere", label: "chat.autoCommand", icon: MessagesSquare },
});

/** What one does now: said wherever one is, also by those without chats. */
export const activityCommands = defineCommands({
  "activity.available": { group: "everywhere", label: "chat.activityCommand.available", icon: Headset },
  "activity.break": { group: "everywhere", label: "chat.activityCommand.break", icon: Coffee },
  "activity.meeting": { group: "everywhere", label: "chat.activityCommand.meeting", icon: Presentation },
});

/** The way to who is on the sites, from everywhere. */
export const visitorCommands = defineCommands({
  "visitors.open": { group: "everywhere", label: "visitors.open", icon: Footprints, press: "v" },
});

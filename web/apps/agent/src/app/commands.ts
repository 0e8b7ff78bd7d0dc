import { Contrast, Keyboard, Languages, LogOut, Monitor, Moon, Rows3, Rows4, Search, Sun } from "lucide-react";
import { defineCommands, MOD } from "@/shared/commands/registry";

/** What can be done on every screen. */
export const appCommands = defineCommands({
  "app.palette": { group: "everywhere", label: "palette.title", keys: [MOD, "K"], keyOnly: true },
  "app.search": { group: "everywhere", label: "shortcuts.search", icon: Search, press: "/" },
  "app.shortcuts": { group: "everywhere", label: "shortcuts.title", icon: Keyboard, press: "?" },
  "app.signOut": { group: "everywhere", label: "shell.signOut", icon: LogOut },
});

/** What each choice of how things look is drawn as, in the menu and in the palette. */
export const LOOK_ICONS = {
  system: Monitor,
  light: Sun,
  dark: Moon,
  contrast: Contrast,
  comfortable: Rows3,
  compact: Rows4,
  language: Languages,
};

/**
 * The one place where features say what can be done. The command palette lists it, the map of shortcuts prints it and
 * the keyboard runs it, so that none of the three can know something that the others do not.
 */
import type { LucideIcon } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import type { I18n, MessageKey } from "@/i18n";
import { useShortcuts, type Shortcuts } from "@/shared/hooks/use-shortcuts";

/** What belongs together, in the palette as in the map of shortcuts. */
export type CommandGroup = "conversation" | "list" | "everywhere" | "go" | "settings" | "look";

/** A command as it is known before any screen can run it; the map of shortcuts shows it even then. */
export interface CommandDefinition {
  group: CommandGroup;
  label: MessageKey;
  icon?: LucideIcon;
  /** The key that runs it, as the browser names it. */
  press?: string;
  /** How the key is printed, where that is not what the browser calls it. */
  keys?: readonly string[];
  /** Moving about with the keyboard: nobody looks for that by name. */
  keyOnly?: boolean;
}

/** One line of the palette. */
export interface CommandEntry {
  /** Stays the same over time: how often it was used is remembered by it. */
  id: string;
  group: CommandGroup;
  title: string;
  /** Said small at the end of the line. */
  aside?: string | undefined;
  icon?: ReactNode;
  keys?: readonly string[] | undefined;
  /** One of many of its kind (an agent, a tag): listed only when somebody looks for it. */
  deep?: boolean;
  run: () => void;
}

/** The key of the combinations, by the name that is printed on it. */
export const MOD = /mac|iphone|ipad/iu.test(navigator.userAgent) ? "⌘" : "Ctrl";

interface Binding {
  handlers: Partial<Record<string, () => void>>;
  entries: (() => CommandEntry[]) | undefined;
}

const definitions = new Map<string, CommandDefinition>();
const bindings = new Set<{ readonly current: Binding }>();

/** Makes commands known by their ids. Done when a module is loaded, long before a screen binds them. */
export function defineCommands<K extends string>(commands: Record<K, CommandDefinition>): Record<K, CommandDefinition> {
  for (const [id, definition] of Object.entries<CommandDefinition>(commands)) definitions.set(id, definition);
  return commands;
}

/**
 * Says how commands are carried out while this screen is there: by their key and from the palette. A command without
 * a handler can not be done at present. `entries` adds what is only known when the palette is opened.
 */
export function useCommands<K extends string>(
  commands: Record<K, CommandDefinition>,
  handlers: Partial<Record<NoInfer<K>, (() => void) | undefined>>,
  entries?: () => CommandEntry[],
): void {
  const bound: Binding["handlers"] = {};
  const shortcuts: Shortcuts = {};
  for (const [id, run] of Object.entries<(() => void) | undefined>(handlers)) {
    if (!run) continue;
    bound[id] = run;
    const press = commands[id as K].press;
    if (press !== undefined) shortcuts[press] = () => run();
  }
  useShortcuts(shortcuts);
  const latest = useRef<Binding>({ handlers: bound, entries });
  useEffect(() => {
    latest.current = { handlers: bound, entries };
  });
  useEffect(() => {
    bindings.add(latest);
    return () => {
      bindings.delete(latest);
    };
  }, []);
}

/** Does a command as if its key was pressed. False when no screen can do it now. */
export function runCommand(id: string): boolean {
  for (const binding of [...bindings].reverse()) {
    const run = binding.current.handlers[id];
    if (!run) continue;
    run();
    return true;
  }
  return false;
}

/** Everything that can be done at this moment. */
export function availableCommands({ t }: Pick<I18n, "t">): CommandEntry[] {
  const found = new Map<string, CommandEntry>();
  for (const { current } of bindings) {
    for (const [id, run] of Object.entries(current.handlers)) {
      const definition = definitions.get(id);
      if (!definition || definition.keyOnly === true || !run) continue;
      const { group, label, icon: Icon } = definition;
      found.set(id, { id, group, title: t(label), icon: Icon && <Icon aria-hidden />, keys: keysOf(definition), run });
    }
    for (const entry of current.entries?.() ?? []) found.set(entry.id, entry);
  }
  return [...found.values()];
}

/** All commands with keys, for the map of shortcuts. */
export function keyedCommands(): (CommandDefinition & { id: string; keys: readonly string[] })[] {
  return [...definitions].flatMap(([id, definition]) => {
    const keys = keysOf(definition);
    return keys ? [{ ...definition, id, keys }] : [];
  });
}

function keysOf({ keys, press }: CommandDefinition): readonly string[] | undefined {
  return keys ?? (press === undefined ? undefined : [press]);
}

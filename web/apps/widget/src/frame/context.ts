import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { ClientState } from "../chat/client.ts";
import { useStore } from "./hooks.ts";
import type { Ui, UiState } from "./ui.ts";

export const UiContext = createContext<Ui | undefined>(undefined);

export function useUi(): Ui {
  const ui = useContext(UiContext);
  if (!ui) throw new Error("outside of the chat");
  return ui;
}

export function useUiState<S>(select: (state: UiState) => S): S {
  return useStore(useUi().store, select);
}

export function useClient<S>(select: (state: ClientState) => S): S {
  return useStore(useUi().client.store, select);
}

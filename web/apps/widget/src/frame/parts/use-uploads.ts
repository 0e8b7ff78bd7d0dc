import { useRef, useState } from "preact/hooks";
import type { ChatFileView } from "../../chat/protocol.ts";
import { newKey } from "../../chat/client.ts";
import { useUi, useUiState } from "../context.ts";
import { size, t } from "../i18n.ts";
import { uploadFile } from "../uploads.ts";
import { problemWords } from "./problem-words.ts";

export interface PendingFile {
  key: string;
  file: File;
  /** 0 to 1. */
  progress: number;
  view: ChatFileView | undefined;
  /** What went wrong, in words. */
  problem: string | undefined;
  abort: AbortController;
}

export interface Uploads {
  files: readonly PendingFile[];
  add(files: readonly File[]): void;
  retry(key: string): void;
  remove(key: string): void;
  /** Those that have arrived, to be sent; nothing waits any more. */
  take(): ChatFileView[];
}

/** As many as one message may have. */
const MOST = 10;

/** Files go up while the visitor still writes. */
export function useUploads(): Uploads {
  const ui = useUi();
  const most = useUiState(({ site }) => site.uploads?.max_bytes ?? 0);
  const [files, setFiles] = useState<readonly PendingFile[]>([]);
  const current = useRef(files);
  const set = (change: (files: readonly PendingFile[]) => readonly PendingFile[]) => {
    current.current = change(current.current);
    setFiles(current.current);
  };
  const edit = (key: string, change: Partial<PendingFile>) =>
    set((all) => all.map((file) => (file.key === key ? { ...file, ...change } : file)));

  const start = async ({ key, file, abort }: PendingFile): Promise<void> => {
    if (file.size > most) return edit(key, { problem: t("file.tooLarge", { size: size(most) }) });
    try {
      await ui.client.session.ensure();
      const token = ui.client.session.token() ?? "";
      const view = await uploadFile(ui.base, token, file, (progress) => edit(key, { progress }), abort.signal);
      edit(key, { view, progress: 1 });
    } catch (error) {
      edit(key, { problem: problemWords(error, "file.failed") });
    }
  };

  return {
    files,
    add(added) {
      const room = added.slice(0, Math.max(0, MOST - current.current.length));
      const pending = room.map((file): PendingFile => ({
        key: newKey(),
        file,
        progress: 0,
        view: undefined,
        problem: undefined,
        abort: new AbortController(),
      }));
      set((all) => [...all, ...pending]);
      for (const file of pending) void start(file);
    },
    retry(key) {
      const file = current.current.find((one) => one.key === key);
      if (!file) return;
      edit(key, { problem: undefined, progress: 0 });
      void start(file);
    },
    remove(key) {
      current.current.find((one) => one.key === key)?.abort.abort();
      set((all) => all.filter((one) => one.key !== key));
    },
    take() {
      const views = current.current.flatMap(({ view }) => (view ? [view] : []));
      set(() => []);
      return views;
    },
  };
}

import { t } from "../i18n.ts";
import { Icon, IconButton } from "../icons.tsx";
import type { Uploads } from "./use-uploads.ts";

/** Files on their way up, above what is being written. */
export function PendingFiles({ uploads }: { uploads: Uploads }) {
  if (uploads.files.length === 0) return null;
  return (
    <ul class="pending">
      {uploads.files.map(({ key, file, progress, view, problem }) => (
        <li key={key} class={problem ? "bad" : ""}>
          <Icon name={problem ? "alert" : view ? "check" : "file"} size={18} />
          <span class="pending-name">
            {file.name}
            {problem && (
              <span class="wrong" role="alert">
                {problem}
              </span>
            )}
          </span>
          {!view && !problem && (
            <progress value={progress} max={1} aria-label={t("file.uploading", { name: file.name })} />
          )}
          {problem && <IconButton icon="retry" label={t("action.retry")} onClick={() => uploads.retry(key)} />}
          <IconButton icon="close" label={t("file.remove", { name: file.name })} onClick={() => uploads.remove(key)} />
        </li>
      ))}
    </ul>
  );
}

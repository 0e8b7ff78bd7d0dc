import type { ChatFileView } from "../../chat/protocol.ts";
import { size, t } from "../i18n.ts";
import { Icon } from "../icons.tsx";
import { safeImage, safeUrl } from "../text/safe-url.ts";

/** Pictures that every browser shows and that can hold no script. */
const PICTURE = /^image\/(png|jpe?g|gif|webp|avif)$/;
/** The largest that a picture gets in a message, in pixels. */
const WIDTH = 240;
const HEIGHT = 280;

export function Files({ files }: { files: readonly ChatFileView[] }) {
  return (
    <div class="files">
      {files.map((file) => (
        <FileItem key={file.id} file={file} />
      ))}
    </div>
  );
}

function FileItem({ file }: { file: ChatFileView }) {
  const href = safeUrl(file.url);
  const picture = PICTURE.test(file.type) && safeImage(file.url);
  const link = { href, target: "_blank", rel: "noopener noreferrer nofollow" };
  if (picture) {
    // The room is there before the picture is, so nothing jumps.
    const scale = Math.min(1, WIDTH / (file.width || WIDTH), HEIGHT / (file.height || HEIGHT));
    const room = file.width && file.height ? { width: file.width * scale, height: file.height * scale } : {};
    return (
      <a class="picture" {...link} aria-label={t("file.open", { name: file.name })}>
        <img src={picture} alt={file.name} loading="lazy" {...room} />
      </a>
    );
  }
  return (
    <a class="file" {...link} download={file.name}>
      <Icon name="file" size={22} />
      <span>
        <span class="file-name">{file.name}</span>
        <span class="file-size">{size(file.size)}</span>
      </span>
    </a>
  );
}

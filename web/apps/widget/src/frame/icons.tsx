/** Stroked on a 24 px grid. */
const PATHS = {
  back: "m15 6-6 6 6 6",
  next: "m9 6 6 6-6 6",
  close: "M18 6 6 18M6 6l12 12",
  down: "m6 9 6 6 6-6",
  send: "M5 12h14m-6-6 6 6-6 6",
  attach:
    "m20.5 11.5-8.4 8.4a5.5 5.5 0 0 1-7.8-7.8l8.5-8.4a3.7 3.7 0 0 1 5.2 5.2l-8.5 8.4a1.8 1.8 0 0 1-2.6-2.6l7.8-7.7",
  camera: "M3 8h4l2-3h6l2 3h4v12H3zm9 2.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z",
  emoji: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 14s1.4 2 4 2 4-2 4-2M9 9.5h.01M15 9.5h.01",
  more: "M12 12h.01M19 12h.01M5 12h.01",
  chat: "M21 11.5a8.4 8.4 0 0 1-12.3 7.4L3 21l2.1-5.7A8.4 8.4 0 1 1 21 11.5z",
  check: "m5 12.5 4.5 4.5L19 7.5",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 4.5V12l3 2",
  alert: "M12 8v4.5m0 3.5h.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  file: "M14 3H6v18h12V7zm0 0v4h4",
  retry: "M4 12a8 8 0 1 1 2.5 5.8M4 19v-5h5",
  mail: "M3 6h18v12H3zm0 1 9 6 9-6",
  sound: "M11 5 6.5 9H3v6h3.5L11 19zm4.5 3.5a5 5 0 0 1 0 7m2.8-9.8a9 9 0 0 1 0 12.6",
  mute: "M11 5 6.5 9H3v6h3.5L11 19zm5 4.5 5 5m0-5-5 5",
  end: "M15 16.5 19.5 12 15 7.5M19 12H9m2-8H4v16h7",
  star: "m12 3 2.8 5.8 6.2.9-4.5 4.4 1.1 6.3L12 17.4l-5.6 3 1.1-6.3L3 9.7l6.2-.9z",
  offline: "m3 3 18 18M5 12.6a10 10 0 0 1 5-2.6m4 .1a10 10 0 0 1 5 2.5M8.5 16a5 5 0 0 1 7 0m-3.5 4h.01",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function IconButton({
  icon,
  label,
  onClick,
  ...rest
}: {
  icon: IconName;
  label: string;
  onClick?: () => void;
  disabled?: boolean;
  "aria-expanded"?: boolean;
  "aria-haspopup"?: "menu" | "dialog";
  class?: string;
  type?: "button" | "submit";
}) {
  return (
    <button
      type="button"
      {...rest}
      class={`icon-button ${rest.class ?? ""}`}
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

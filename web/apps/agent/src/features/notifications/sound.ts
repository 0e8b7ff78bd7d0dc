/** A short sound of our own, made when it is needed: two soft notes, the second a fourth higher. */

const NOTES: { at: number; hertz: number }[] = [
  { at: 0, hertz: 659.25 },
  { at: 0.11, hertz: 880 },
];
const LENGTH = 0.45;
const LOUDNESS = 0.12;

let context: AudioContext | undefined;

/** Whether this window may be heard: browsers allow it once somebody has touched the page. */
export function canSound(): boolean {
  const { userActivation } = navigator as { userActivation?: { hasBeenActive: boolean } };
  return userActivation?.hasBeenActive ?? true;
}

/** Plays it; false when the browser does not let us. */
export async function playSound(): Promise<boolean> {
  if (!("AudioContext" in window) || !canSound()) return false;
  context ??= new AudioContext();
  await context.resume().catch(() => undefined);
  if (context.state !== "running") return false;
  for (const { at, hertz } of NOTES) note(context, context.currentTime + at, hertz);
  return true;
}

function note(audio: AudioContext, from: number, hertz: number): void {
  const tone = new OscillatorNode(audio, { type: "sine", frequency: hertz });
  const volume = new GainNode(audio, { gain: 0 });
  // Begins quickly and fades like something that was struck; a sudden start or end would click.
  volume.gain.setValueAtTime(0, from);
  volume.gain.linearRampToValueAtTime(LOUDNESS, from + 0.012);
  volume.gain.exponentialRampToValueAtTime(0.0001, from + LENGTH);
  tone.connect(volume).connect(audio.destination);
  tone.start(from);
  tone.stop(from + LENGTH);
}

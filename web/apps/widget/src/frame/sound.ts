let context: AudioContext | undefined;

/** Two soft notes. Made, not loaded; a browser that forbids it (nobody has touched the page yet) stays silent. */
export function chime(): void {
  try {
    context ??= new AudioContext();
    void context.resume();
    const start = context.currentTime;
    [660, 880].forEach((frequency, at) => note(frequency, start + at * 0.11));
  } catch {
    /* no sound here */
  }
}

function note(frequency: number, at: number): void {
  if (!context) return;
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = frequency;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.12, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.4);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + 0.4);
}

/** Wide enough for every place in which the widget shows it, on every screen. */
const SIDE = 512;
const QUALITY = 0.9;

/**
 * A square from the middle of a picture, small enough for the server: what comes out of a phone is twenty times larger than
 * it takes. What the browser cannot draw goes as it is, and the server says what is wrong with it.
 */
export async function shrink(file: Blob): Promise<Blob> {
  try {
    const picture = await createImageBitmap(file);
    const side = Math.min(picture.width, picture.height);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = Math.min(side, SIDE);
    const context = canvas.getContext("2d");
    if (!context || side === 0) return file;
    // A photo has no transparency; of a drawing that has, what shows through would be black.
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    const [left, top] = [(picture.width - side) / 2, (picture.height - side) / 2];
    context.drawImage(picture, left, top, side, side, 0, 0, canvas.width, canvas.height);
    picture.close();
    const small = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return small ?? file;
  } catch {
    return file;
  }
}

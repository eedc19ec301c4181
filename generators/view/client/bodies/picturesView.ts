import { h } from "../dom.js";
import type { RunData } from "../Page.js";
import type { BodyContext, BodyOf, BodyView } from "./bodyTypes.js";

type Picture = BodyOf<"pictures">["pictures"][number];

export function picturesView(body: BodyOf<"pictures">, context: BodyContext): BodyView {
  const sources = body.pictures.map((picture) => pictureSource(picture, context.data));
  const shown = body.pictures.flatMap((picture, i) => {
    const source = sources[i];
    return source === undefined || isVideo(picture) ? [] : [{ picture, source }];
  });
  const figures = body.pictures.map((picture, i) => {
    const source = sources[i];
    if (source === undefined) {
      return h(
        "div",
        { class: "missing" },
        h("strong", {}, "Image missing"),
        h("code", {}, picture.path),
        h("span", {}, picture.missing ?? ""),
      );
    }
    if (isVideo(picture)) {
      return h(
        "figure",
        { class: "picture" },
        h("video", {
          src: source,
          controls: true,
          preload: "metadata",
          "aria-label": picture.name,
        }),
        h("figcaption", { title: picture.path }, picture.path),
      );
    }
    return h(
      "figure",
      {},
      h(
        "button",
        {
          type: "button",
          class: "picture",
          "aria-label": `Show ${picture.name} large`,
          click: () =>
            openGallery(
              shown,
              shown.findIndex((other) => other.picture === picture),
            ),
        },
        h("img", { src: source, alt: picture.name, loading: "lazy" }),
      ),
      body.pictures.length > 1 && h("figcaption", { title: picture.path }, picture.name),
    );
  });
  const many = body.pictures.length > 1;
  return { content: h("div", { class: many ? "gallery" : "single" }, ...figures) };
}

function isVideo({ mime }: Picture): boolean {
  return mime?.startsWith("video/") === true;
}

/** An image's URL within the page; undefined if the page does not contain it. */
export function pictureSource({ bytes, mime }: Picture, data: RunData): string | undefined {
  if (bytes === undefined || mime === undefined) return undefined;
  return URL.createObjectURL(new Blob([data.bytes(bytes)], { type: mime }));
}

function openGallery(pictures: { picture: Picture; source: string }[], start: number): void {
  let at = start;
  const image = h("img", { alt: "" });
  const caption = h("p", {});
  const show = (next: number) => {
    at = (next + pictures.length) % pictures.length;
    const current = pictures[at];
    if (current === undefined) return;
    image.src = current.source;
    image.alt = current.picture.name;
    caption.textContent = `${current.picture.name} — ${current.picture.path}${
      pictures.length > 1 ? ` (${at + 1} of ${pictures.length})` : ""
    }`;
  };
  const button = (text: string, label: string, click: () => void) =>
    h("button", { type: "button", "aria-label": label, click }, text);
  const several = pictures.length > 1;
  const dialog = h(
    "dialog",
    { class: "lightbox", "aria-label": "Image" },
    image,
    h(
      "div",
      { class: "bar" },
      several && button("←", "Previous image", () => show(at - 1)),
      caption,
      several && button("→", "Next image", () => show(at + 1)),
      button("Close", "Close", () => dialog.close()),
    ),
  );
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(at - 1);
    if (event.key === "ArrowRight") show(at + 1);
    event.stopPropagation();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  show(at);
  dialog.showModal();
}

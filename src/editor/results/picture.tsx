import { memo, useEffect, useRef } from "react";
import type { Thumbnail } from "@/figures/figure";

/** A small picture, drawn pixel by pixel from its bytes. */
export const Picture = memo(function Picture({ image }: { readonly image: Thumbnail }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    context?.putImageData(new ImageData(image.rgba, image.width, image.height), 0, 0);
  }, [image]);
  return (
    <canvas
      ref={canvas}
      className="picture"
      width={image.width}
      height={image.height}
      role="img"
      aria-label={image.caption ? `${image.name}: ${image.caption}` : image.name}
      title={image.caption ? `${image.name}\n${image.caption}` : image.name}
    />
  );
});

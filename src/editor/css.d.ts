import "react";

declare module "react" {
  interface CSSProperties {
    [variable: `--${string}`]: string | number | undefined;
  }
  interface InputHTMLAttributes<T> {
    /** Picks a whole directory; known to every browser under this name only. */
    webkitdirectory?: string;
  }
}

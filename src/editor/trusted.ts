/** The browser's own check of what may become a script or HTML, where it has one. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL?(url: string): string; createHTML?(html: string): string },
  ): { createHTML(html: string): string };
}

const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;

/** Lets scripts and workers be loaded from the page's own files alone, whoever asks for one. */
export function trustOwnScripts(): void {
  types?.createPolicy("default", {
    createScriptURL(url) {
      const { origin, protocol } = new URL(url, document.baseURI);
      if (origin === location.origin && protocol !== "data:") return url;
      throw new TypeError(`This page loads no script from ${origin}.`);
    },
  });
}

/** HTML that was cleaned, in the form that the browser takes. */
export const trustHtml: (clean: string) => string = (() => {
  const policy = types?.createPolicy("tensorloom-markdown", { createHTML: (html) => html });
  return (clean) => policy?.createHTML(clean) ?? clean;
})();

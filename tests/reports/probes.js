// Looked at in a page by test_browser.py: each function returns the list of what is wrong.
({
  overflowing() {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    return [...document.querySelectorAll("body *")]
      .filter((e) => e.getBoundingClientRect().right > wide + 1 && !e.closest(".scroll, .unseen"))
      .map((e) => `${e.tagName}.${e.className} ends at ${e.getBoundingClientRect().right}`);
  },
  beyondPaper() {
    const wide = document.documentElement.clientWidth;
    return [...document.querySelectorAll(".scroll, .wide, math, pre, table, svg, td")]
      .filter((e) => e.checkVisibility() && !e.closest(".unseen"))
      .map((e) => [e, e.getBoundingClientRect()])
      .filter(([e, b]) => b.left + Math.max(e.scrollWidth || 0, b.width) > wide + 1)
      .map(([e]) => `${e.tagName}.${e.className.baseVal ?? e.className}: ${e.textContent.slice(0, 40)}`);
  },
  cutOff() {
    return [...document.querySelectorAll("h1, h2, h3, p, dd, td, th, li, pre, code, figcaption")]
      .filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== "visible")
      .filter((e) => e.clientWidth > 1)
      .map((e) => `${e.tagName}.${e.className}: ${e.textContent.slice(0, 60)}`);
  },
  faint() {
    const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const rgba = (css) => {
      paint.clearRect(0, 0, 1, 1);
      paint.fillStyle = css;
      paint.fillRect(0, 0, 1, 1);
      return [...paint.getImageData(0, 0, 1, 1).data];
    };
    const light = ([r, g, b]) => {
      const line = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
      return 0.2126 * line(r) + 0.7152 * line(g) + 0.0722 * line(b);
    };
    const behind = (e) => {
      for (; e; e = e.parentElement) {
        const color = rgba(getComputedStyle(e).backgroundColor);
        if (color[3] === 255) return color;
        if (color[3] !== 0) throw new Error(`half transparent background on ${e.tagName}`);
      }
      return [255, 255, 255, 255];
    };
    const wrong = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const e = walk.currentNode.parentElement;
      if (!walk.currentNode.data.trim() || !e.checkVisibility() || e.closest("script, .unseen, .skip")) continue;
      const style = getComputedStyle(e);
      for (let up = e; up; up = up.parentElement) {
        if (getComputedStyle(up).opacity !== "1") throw new Error(`opacity on ${up.tagName}`);
      }
      const [a, b] = [light(rgba(style.color)), light(behind(e))].sort((x, y) => y - x);
      const ratio = (a + 0.05) / (b + 0.05);
      const size = parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
      if (ratio < (large ? 3 : 4.5)) {
        wrong.push(`${ratio.toFixed(2)}: ${e.tagName}.${e.className}: ${walk.currentNode.data.trim().slice(0, 40)}`);
      }
    }
    return [...new Set(wrong)];
  },
  tiny() {
    return [...document.querySelectorAll("body *")]
      .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
      .filter((e) => e.checkVisibility() && !e.closest("script, .unseen"))
      .filter((e) => parseFloat(getComputedStyle(e).fontSize) < 11)
      .map((e) => `${e.tagName}.${e.className}: ${getComputedStyle(e).fontSize}`);
  },
})

"use strict";
// Moving about in a drawn tree: zoom, drag, scroll, and links of the page that lead to a step.

Object.assign(TreeView.prototype, {
  /** Readable first: a wide tree is scrolled rather than shrunk to nothing. Asked for, the whole; asked again, readable again. */
  fit(whole = false) {
    this.whole = whole && !this.whole;
    const tallest = parseFloat(getComputedStyle(this.view).maxHeight);
    const room = { x: this.view.clientWidth / this.plan.width, y: tallest / this.plan.height };
    this.scale = this.whole ? Math.min(1.1, room.x, Math.max(room.y, 0.25)) : Math.min(1.05, Math.max(0.78, room.x));
    this.resize();
  },

  zoom(by, at = { x: this.view.clientWidth / 2, y: this.view.clientHeight / 2 }) {
    const before = this.scale;
    this.scale = Math.min(2.5, Math.max(0.2, before * by));
    const grown = this.scale / before;
    const left = (this.view.scrollLeft + at.x) * grown - at.x;
    const top = (this.view.scrollTop + at.y) * grown - at.y;
    this.resize();
    this.view.scrollTo(left, top);
  },

  resize() {
    this.svg.setAttribute("width", Math.round(this.plan.width * this.scale));
    this.svg.setAttribute("height", Math.round(this.plan.height * this.scale));
    this.pinHeads();
  },

  /** The columns are laid out for a width: another width, another layout. */
  resized() {
    const width = this.view.clientWidth;
    if (width === 0 || Math.abs(width - (this.drawnFor ?? width)) < 40) {
      this.drawnFor ??= width;
      return;
    }
    this.drawnFor = width;
    this.nodes.forEach((node) => {
      delete node.openRow;
      delete node.straight;
    });
    this.drawTree();
    this.fit();
  },

  pinHeads() {
    this.heads.setAttribute("transform", `translate(0 ${this.view.scrollTop / this.scale})`);
  },

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return; // a plain wheel scrolls
    event.preventDefault();
    const frame = this.view.getBoundingClientRect();
    this.zoom(event.deltaY < 0 ? 1.1 : 1 / 1.1, { x: event.clientX - frame.left, y: event.clientY - frame.top });
  },

  dragging() {
    let from = null;
    this.view.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.pointerType === "touch" || event.target.closest(".step")) return;
      from = { x: event.clientX + this.view.scrollLeft, y: event.clientY + this.view.scrollTop };
      this.view.setPointerCapture(event.pointerId);
      this.view.classList.add("dragged");
    });
    this.view.addEventListener("pointermove", (event) => from && this.view.scrollTo(from.x - event.clientX, from.y - event.clientY));
    const end = () => {
      from = null;
      this.view.classList.remove("dragged");
    };
    this.view.addEventListener("pointerup", end);
    this.view.addEventListener("pointercancel", end);
  },

  reveal(node) {
    const [x, y] = [node.x * this.scale, node.y * this.scale];
    const [width, height] = [node.width * this.scale, SIZE.height * this.scale];
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.view;
    const head = SIZE.top * this.scale;
    if (x < scrollLeft || x + width > scrollLeft + clientWidth || y < scrollTop + head || y + height > scrollTop + clientHeight) {
      this.view.scrollTo({ left: x + width / 2 - clientWidth / 2, top: y + height / 2 - clientHeight / 2 });
    }
  },
});

const views = new Map();
function viewOf(section) {
  if (!views.has(section)) views.set(section, new TreeView(section));
  return views.get(section);
}

// A page of many reports draws a tree when it comes near.
const trees = [...document.querySelectorAll(".tree:has(.outline)")];
const near = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
  near.unobserve(entry.target);
  viewOf(entry.target);
}), { rootMargin: "600px" });
trees.forEach((section) => (trees.length <= 3 ? viewOf(section) : near.observe(section)));

/** A link to a step chooses it in the picture; a link to a signal unfolds it. */
function follow() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
  const section = target?.closest(".outline") && target.closest(".tree");
  if (section) {
    const view = viewOf(section);
    section.scrollIntoView({ block: "start" });
    view.select(view.nodes.find((node) => node.item === target));
  } else {
    target?.scrollIntoView({ block: "start" });
  }
}
addEventListener("hashchange", follow);
if (location.hash) follow();
// The same link twice changes no hash.
document.addEventListener("click", (event) => event.target.closest?.("a")?.getAttribute("href") === location.hash && follow());

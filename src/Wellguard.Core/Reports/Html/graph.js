"use strict";
// Draws the attack tree of each report from its list and lets people walk in it. Every text is set as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  artifact: "M7 1 13 4v6l-6 3-6-3V4zM1 4l6 3 6-3M7 7v6",
  process: "M1 2h12v10H1zM3.5 5l2 2-2 2M7.5 9h3",
  file: "M3 1h5l3 3v9H3zM8 1v3h3",
  endpoint: "M7 1a6 6 0 1 0 .01 0zM1 7h12M7 1c-4 4-4 8 0 12M7 1c4 4 4 8 0 12",
  container: "M1 4h12v7H1zM4 4v7M7 4v7M10 4v7",
  host: "M1 2h12v4H1zM1 8h12v4H1zM3.5 4h.5M3.5 10h.5",
  identity: "M7 1.5a2.5 2.5 0 1 0 .01 0zM2 13c0-3 2-5 5-5s5 2 5 5",
  object: "M7 1l6 6-6 6-6-6z",
  step: "M3 2l8 5-8 5z",
};

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function draw(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

class TreeView {
  constructor(section) {
    this.section = section;
    this.list = section.querySelector(".outline");
    this.nodes = [...this.list.children].map((item) => ({
      item,
      number: Number(item.dataset.number),
      depth: Number(item.dataset.depth),
      label: item.dataset.label,
      verb: item.dataset.verb,
      kind: item.dataset.kind,
      stage: item.dataset.stage,
      state: item.dataset.state,
      heat: item.dataset.heat,
      score: Number(item.dataset.score),
      technique: item.dataset.technique,
      at: item.dataset.at === "" ? null : Number(item.dataset.at),
      also: item.dataset.also.split(" ").filter(Boolean).map((link) => link.split(":")),
    }));
    this.scale = 1;
    this.build();
    this.drawTree();
    this.fit();
    const steps = this.nodes.filter((node) => node.kind !== "artifact"); // its score is the whole's
    this.select(steps.reduce((best, node) => (node.score > best.score ? node : best), steps[0] ?? this.nodes[0]), { quietly: true });
    new ResizeObserver(() => this.resized()).observe(this.view);
  }

  build() {
    this.view = make("div", { class: "view" });
    this.panel = make("aside", { class: "panel", "aria-live": "polite", "aria-label": "Evidence of the selected step" });
    this.stageArea = make("div", { class: "stage-area" }, this.view, this.panel);
    this.list.before(this.controls(), this.stageArea);
    const clock = this.clock();
    if (clock) this.stageArea.before(clock);
    this.section.classList.add("live");
    this.view.addEventListener("scroll", () => this.pinHeads());
    this.view.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.view.addEventListener("keydown", (event) => this.key(event));
    this.dragging();
  }

  controls() {
    const asList = make("button", { type: "button", "aria-pressed": "false" }, "List");
    asList.addEventListener("click", () => asList.setAttribute("aria-pressed", String(this.section.classList.toggle("as-list"))));
    this.words = make("input", { type: "search", placeholder: "Filter steps", "aria-label": "Filter steps by label, stage, technique or evidence" });
    this.words.addEventListener("input", () => this.filter());
    this.least = make("select", { "aria-label": "How strong a step must be" }, ...[["0", "All steps"], ["1", "Findings"], ["35", "High and critical"]].map(([value, text]) => make("option", { value }, text)));
    this.least.addEventListener("change", () => this.filter());
    const button = (label, text, act) => {
      const made = make("button", { type: "button", "aria-label": label, title: label }, text);
      made.addEventListener("click", act);
      return made;
    };
    this.found = make("span", { class: "found", role: "status" });
    return make("div", { class: "controls" }, this.words, this.least, this.found, make("span", { class: "legend" }, ...this.legend()),
      make("span", { class: "buttons" }, asList, button("Zoom out", "−", () => this.zoom(1 / 1.2)), button("Zoom in", "+", () => this.zoom(1.2)), button("Fit", "Fit", () => this.fit(true))));
  }

  legend() {
    const states = new Set(this.nodes.map((node) => node.state));
    const heats = new Set(this.nodes.map((node) => node.heat));
    return [...["critical", "high", "medium", "low"].filter((heat) => heats.has(heat)).map((heat) => make("span", { class: "key" }, make("i", { class: heat }), heat)),
      ...["predicted", "observed", "confirmed", "refuted"].filter((state) => states.has(state)).map((state) => make("span", { class: "key" }, make("i", { class: `box ${state}` }), state))];
  }

  /** The time slider, with a mark where each step happened; null when nothing has a time. */
  clock() {
    this.times = [...new Set(this.nodes.map((node) => node.at).filter((at) => at !== null))].sort((a, b) => a - b);
    if (this.times.length < 2) return null;
    const end = this.times[this.times.length - 1];
    this.slider = make("input", { type: "range", min: "0", max: String(end), value: String(end), step: "1", "aria-label": "Time" });
    this.slider.addEventListener("input", () => this.until(Number(this.slider.value)));
    this.slider.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const now = Number(this.slider.value);
      const next = step > 0 ? this.times.find((at) => at > now) : this.times.findLast((at) => at < now);
      if (next !== undefined) this.until(next);
    });
    const ticks = draw("svg", { class: "ticks", height: "10", "aria-hidden": "true" }, ...this.nodes.filter((node) => node.at !== null).sort((a, b) => a.score - b.score)
      .map((node) => draw("line", { class: node.heat, x1: `${(100 * node.at) / end}%`, x2: `${(100 * node.at) / end}%`, y1: node.score > 0 ? "0" : "5", y2: "10" })));
    this.now = make("output", {});
    this.player = make("button", { type: "button" }, "Play");
    this.player.addEventListener("click", () => this.play());
    const clock = make("div", { class: "clock" }, this.player, make("div", { class: "track" }, ticks, this.slider), this.now);
    this.until(end);
    return clock;
  }

  until(time) {
    this.time = time;
    this.slider.value = String(time);
    const shown = this.nodes.filter((node) => (node.at ?? 0) <= time).length;
    this.now.textContent = `+${(time / 1000).toFixed(3)} s, ${shown} of ${this.nodes.length} steps`;
    if (this.svg) this.mark();
  }

  play() {
    if (this.playing) return this.pause();
    let at = Number(this.slider.value) >= this.times[this.times.length - 1] ? 0 : this.times.findIndex((time) => time > Number(this.slider.value));
    this.player.textContent = "Pause";
    this.playing = setInterval(() => {
      if (at >= this.times.length) return this.pause();
      this.until(this.times[at++]);
    }, 350);
  }

  pause() {
    clearInterval(this.playing);
    this.playing = undefined;
    this.player.textContent = "Play";
  }

  drawTree() {
    const plan = layOut(this.nodes, this.view.clientWidth / 0.9);
    this.plan = plan;
    const pen = document.createElement("canvas").getContext("2d");
    const font = getComputedStyle(this.section).fontFamily;
    const measure = (text) => ((pen.font = `12px ${font}`), pen.measureText(text).width);
    const bands = plan.stages.map((stage) => draw("rect", { class: "band", x: stage.x - 14, y: 0, width: stage.width + 28, height: plan.height, rx: 10 }));
    this.heads = draw("g", { class: "heads" }, draw("rect", { x: 0, y: 0, width: plan.width, height: SIZE.top - 8 }), ...plan.stages.map((stage) => draw("text", { x: stage.x, y: 23 }, stage.name)));
    const lines = draw("g", { class: "lines" });
    for (const node of this.nodes) {
      if (node.parent) {
        node.line = draw("path", { class: `line ${node.state} ${node.heat}`, d: routeTo(node) });
        node.tip = draw("path", { class: "tip", d: `M${node.x - 7} ${node.y + SIZE.entry - 4}l6 4-6 4z` });
        lines.append(node.line, node.tip);
      }
      node.links = node.also.map(([to, verb]) => {
        const link = draw("path", { class: "link", d: curveBetween(node, this.nodes[Number(to)]) }, draw("title", {}, verb));
        lines.append(link);
        return link;
      });
    }
    this.nodes.forEach((node) => (node.shape = this.shape(node, measure)));
    this.inOrder = [...this.nodes].sort((a, b) => a.row - b.row || a.column - b.column);
    this.svg = draw("svg", { class: "tree", viewBox: `0 0 ${plan.width} ${plan.height}`, role: "group", "aria-label": "Attack tree" }, ...bands, lines, ...this.inOrder.map((node) => node.shape), this.heads);
    this.view.replaceChildren(this.svg);
    this.resize();
    this.mark();
  }

  shape(node, measure) {
    const lines = wrap(node.label, node.width - 20, measure);
    const verb = node.verb || node.kind;
    const roomForIcon = 27 + measure(verb) + 6 + measure(node.technique) + 8 <= node.width;
    const shape = draw("g", { class: `step ${node.heat} ${node.state}`, transform: `translate(${node.x} ${node.y})`, tabindex: "-1", role: "button", "data-number": String(node.number),
      "aria-label": `${node.verb} ${node.label}, ${node.stage}, ${node.state}${node.score ? `, score ${node.score}` : ""}` },
      draw("rect", { class: "box", width: node.width, height: SIZE.height, rx: 8 }),
      draw("path", { class: "heat-band", d: `M8 0A8 8 0 0 0 0 8V${SIZE.height - 8}A8 8 0 0 0 8 ${SIZE.height}H5V0z` }),
      ...(roomForIcon ? [draw("path", { class: "icon", transform: "translate(12 7.5) scale(.8)", d: ICONS[node.kind] ?? ICONS.object })] : []),
      draw("text", { class: "head", x: roomForIcon ? 28 : 12, y: 17 }, verb),
      draw("text", { class: "head technique", x: node.width - 8, y: 17 }, node.technique),
      ...lines.map((line, at) => draw("text", { class: "label", x: 13, y: 32 + at * 14 }, line)),
      draw("title", {}, node.label));
    shape.addEventListener("click", () => this.select(node));
    shape.addEventListener("focus", () => this.chosen !== node && this.select(node, { quietly: true }));
    return shape;
  }

  select(node, { quietly = false } = {}) {
    this.chosen = node;
    const about = node.item.querySelector(".about").cloneNode(true);
    this.panel.replaceChildren(about);
    this.panel.scrollTop = 0;
    this.mark();
    if (!quietly) {
      node.shape.focus({ preventScroll: true });
      this.reveal(node);
    }
  }

  /** Classes of everything that is drawn: chosen, on the way to it, later than the slider, not what the filter asks for. */
  mark() {
    const way = new Set();
    for (let at = this.chosen; at; at = at.parent) way.add(at);
    for (const node of this.nodes) {
      const later = this.time !== undefined && (node.at ?? 0) > this.time;
      node.shape.classList.toggle("chosen", node === this.chosen);
      node.shape.setAttribute("tabindex", node === this.chosen ? "0" : "-1");
      for (const drawn of [node.shape, node.line, node.tip, ...node.links].filter(Boolean)) {
        drawn.classList.toggle("later", later);
        drawn.classList.toggle("dim", node.dim === true);
      }
      node.line?.classList.toggle("way", way.has(node));
      if (way.has(node)) node.line?.parentNode.append(node.line, node.tip); // over the others
      node.links.forEach((link, at) => link.classList.toggle("way", node === this.chosen || this.nodes[Number(node.also[at][0])] === this.chosen));
    }
  }

  filter() {
    const words = this.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const least = Number(this.least.value);
    for (const node of this.nodes) {
      const text = node.item.textContent.toLowerCase();
      node.dim = node.score < least || !words.every((word) => text.includes(word));
      node.item.classList.toggle("dim", node.dim);
    }
    const left = this.nodes.filter((node) => !node.dim).length;
    this.found.textContent = left === this.nodes.length ? "" : `${left} of ${this.nodes.length}`;
    this.mark();
  }

  key(event) {
    const at = this.inOrder.indexOf(this.chosen);
    const next = {
      ArrowRight: this.chosen.children[0],
      ArrowLeft: this.chosen.parent,
      ArrowDown: this.inOrder[at + 1],
      ArrowUp: this.inOrder[at - 1],
      Home: this.inOrder[0],
      End: this.inOrder[this.inOrder.length - 1],
    };
    if (event.key in next) {
      event.preventDefault();
      if (next[event.key]) this.select(next[event.key]);
    } else if (event.key === "+" || event.key === "-") {
      this.zoom(event.key === "+" ? 1.2 : 1 / 1.2);
    } else if (event.key === "0") {
      this.fit(true);
    }
  }
}

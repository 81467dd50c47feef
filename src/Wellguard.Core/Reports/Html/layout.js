"use strict";
// Where the steps of an attack tree stand and how the lines between them run. No drawing here.
//
// 1. A column for each stage that occurs, in the order of an attack.
// 2. Rows in the order of the list. A first child of a later stage stands in its parent's row; further children share a row while their stages go on
//    to the right; everything else begins a row. So each row is begun by one parent only.
// 3. Lines run straight in a row, or down a trunk beside the parent, along the gap above the child's row, and into the child from the left. Gaps hold no
//    step, and a gap above a row belongs to one parent, so a line never passes behind a step and never joins another parent's.

const STAGES = ["entry", "execution", "download", "persistence", "escape", "stealth", "credential", "lateral", "impact"];
const SIZE = { height: 54, rowGap: 18, columnGap: 42, top: 40, side: 22, entry: 16, lane: 5, lanes: 5 };

/** @param nodes in order, each with number, depth and stage. @param room width on the screen. */
function layOut(nodes, room) {
  joinParents(nodes);
  const stages = STAGES.filter((stage) => nodes.some((node) => node.stage === stage));
  nodes.forEach((node) => (node.column = Math.max(0, stages.indexOf(node.stage))));
  const rows = placeInRows(nodes);

  const gaps = (stages.length - 1) * SIZE.columnGap + 2 * SIZE.side;
  const width = Math.min(240, Math.max(132, Math.floor((room - gaps) / Math.max(1, stages.length))));
  const pitch = { x: width + SIZE.columnGap, y: SIZE.height + SIZE.rowGap };
  for (const node of nodes) {
    node.x = SIZE.side + node.column * pitch.x;
    node.y = SIZE.top + node.row * pitch.y + SIZE.rowGap / 2;
    node.width = width;
  }
  assignTrunks(nodes);
  return {
    stages: stages.map((name, at) => ({ name, x: SIZE.side + at * pitch.x, width })),
    width: 2 * SIZE.side + stages.length * pitch.x - SIZE.columnGap,
    height: SIZE.top + rows * pitch.y + SIZE.rowGap,
  };
}

/** The parent is the nearest step above that is less deep. */
function joinParents(nodes) {
  const open = [];
  for (const node of nodes) {
    while (open.length > 0 && open[open.length - 1].depth >= node.depth) open.pop();
    node.parent = open[open.length - 1] ?? null;
    node.children = [];
    node.parent?.children.push(node);
    open.push(node);
  }
}

function placeInRows(nodes) {
  const rightmost = [];
  for (const node of nodes) {
    const parent = node.parent;
    const first = parent !== null && parent.children[0] === node;
    const shared = parent?.openRow ?? -1;
    if (first && node.column > parent.column) {
      node.row = parent.row;
      node.straight = true;
    } else if (shared >= 0 && shared === rightmost.length - 1 && node.column > rightmost[shared]) {
      node.row = shared;
    } else {
      node.row = rightmost.length;
      if (parent !== null) parent.openRow = node.row;
    }
    rightmost[node.row] = node.column;
  }
  return rightmost.length;
}

/** Trunks of one column that would overlap stand side by side; when all lanes are taken the last one is shared. */
function assignTrunks(nodes) {
  const taken = new Map();
  for (const node of nodes) {
    const bent = node.children.filter((child) => !child.straight);
    if (bent.length === 0) continue;
    const last = bent[bent.length - 1].row;
    const lanes = taken.get(node.column) ?? taken.set(node.column, []).get(node.column);
    let lane = 0;
    while (lane < SIZE.lanes - 1 && lanes.some((other) => other.lane === lane && other.from <= last && node.row <= other.to)) lane++;
    lanes.push({ lane, from: node.row, to: last });
    node.trunk = node.x + node.width + 8 + lane * SIZE.lane;
  }
}

/** The line from a step's parent to it, as a path of SVG. */
function routeTo(node) {
  const from = node.parent;
  const start = { x: from.x + from.width, y: from.y + SIZE.entry };
  const end = { x: node.x - 5, y: node.y + SIZE.entry };
  if (node.straight) return `M${start.x} ${start.y}H${end.x}`;
  const above = node.y - SIZE.rowGap / 2;
  const drop = node.x - 11;
  return rounded([start, { x: from.trunk, y: start.y }, { x: from.trunk, y: above }, { x: drop, y: above }, { x: drop, y: end.y }, end]);
}

/** A further line between two steps: a curve, since it belongs to no place of its own. */
function curveBetween(from, to) {
  const backwards = to.x <= from.x;
  const start = { x: from.x + from.width, y: from.y + SIZE.height - 10 };
  const end = backwards ? { x: to.x + to.width, y: to.y + SIZE.height - 10 } : { x: to.x - 5, y: to.y + SIZE.height - 10 };
  const bend = Math.max(30, Math.abs(end.x - start.x) / 2);
  return `M${start.x} ${start.y}C${start.x + bend} ${start.y} ${backwards ? end.x + bend : end.x - bend} ${end.y} ${end.x} ${end.y}`;
}

function rounded(points) {
  let path = `M${points[0].x} ${points[0].y}`;
  for (let at = 1; at < points.length - 1; at++) {
    const [before, corner, after] = [points[at - 1], points[at], points[at + 1]];
    const into = Math.min(7, distance(before, corner) / 2);
    const out = Math.min(7, distance(corner, after) / 2);
    const a = towards(corner, before, into);
    const b = towards(corner, after, out);
    path += `L${a.x} ${a.y}Q${corner.x} ${corner.y} ${b.x} ${b.y}`;
  }
  const end = points[points.length - 1];
  return `${path}L${end.x} ${end.y}`;
}

const distance = (one, other) => Math.abs(one.x - other.x) + Math.abs(one.y - other.y);

function towards(from, to, by) {
  const all = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * by) / all, y: from.y + ((to.y - from.y) * by) / all };
}

/** A label in at most two lines of a width, broken where words or paths part; the rest is an ellipsis. */
function wrap(text, width, measure) {
  const lines = [];
  let rest = text;
  while (rest.length > 0 && lines.length < 2) {
    let fit = longestFit(rest, width, measure);
    if (fit < rest.length) {
      if (lines.length === 1) {
        lines.push(rest.slice(0, longestFit(rest, width - measure("…"), measure)).trimEnd() + "…");
        return lines;
      }
      const part = Math.max(...[" ", "/", "=", ",", "&", ":"].map((mark) => rest.lastIndexOf(mark, fit - 1) + 1));
      if (part > fit * 0.5) fit = part;
    }
    lines.push(rest.slice(0, fit).trimEnd());
    rest = rest.slice(fit).trimStart();
  }
  return lines;
}

function longestFit(text, width, measure) {
  let [low, high] = [1, Math.min(text.length, 200)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measure(text.slice(0, middle)) <= width) low = middle;
    else high = middle - 1;
  }
  return low;
}

// The drawings of figures as shapes, mirroring courses/figures/drawings.py.
import { noDifference } from "./arithmetic/margin.js";
import { atRisk, median } from "./arithmetic/survival.js";
import { placesOf } from "./figure.js";

const LEFT = 72;
const RIGHT = 624;

export function survivalCurve(patients, steps, interval, words, say) {
  const [top, bottom] = [16, 236];
  const marks = ticks(0, Math.max(...steps.map((step) => step.time)));
  const across = scale(0, marks.at(-1), LEFT, RIGHT);
  const up = scale(0, 1, bottom, top);
  const shapes = [];
  if (interval) {
    const known = steps.filter((step) => step.lower !== null);
    const last = known.at(-1)?.time ?? 0;
    const upper = stairs([[0, 1], ...known.map((step) => [step.time, step.upper])], last);
    const lower = stairs([[0, 1], ...known.map((step) => [step.time, step.lower])], last);
    shapes.push(path("figure__area", [...upper, ...lower.reverse()].map(([x, y]) => [across(x), up(y)]), true));
  }
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    shapes.push(path(share === 0.5 ? "figure__half" : "figure__grid", [[LEFT, up(share)], [RIGHT, up(share)]]));
    shapes.push(text("", LEFT - 10, up(share) + 5, "end", say(share, 2)));
  }
  shapes.push(path("figure__axis", [[LEFT, top], [LEFT, bottom], [RIGHT, bottom]]));
  for (const mark of marks) {
    shapes.push(text("", across(mark), bottom + 24, anchorAt(across(mark)), say(mark, placesOf(...marks))));
    shapes.push(text("figure__strong", across(mark), bottom + 78, anchorAt(across(mark)), String(atRisk(patients, mark))));
  }
  shapes.push(text("", 0, bottom + 52, "start", words.at_risk), text("", RIGHT, bottom + 52, "end", words.unit));
  const curve = stairs([[0, 1], ...steps.map((step) => [step.time, step.survival])], steps.at(-1).time);
  shapes.push(path("figure__curve", curve.map(([x, y]) => [across(x), up(y)])));
  for (const step of steps.filter((one) => one.censored)) {
    const [x, y] = [across(step.time), up(step.survival)];
    shapes.push(path("figure__curve", [[x, y - 8], [x, y + 8]]));
  }
  const middle = median(steps);
  if (middle !== null) {
    shapes.push(path("figure__here", [[across(middle), up(0.5)], [across(middle), bottom]]));
    shapes.push({ name: "figure__point", cx: f(across(middle)), cy: f(up(0.5)) });
  }
  return { height: bottom + 88, shapes };
}

export function powerCurve(points, needed, power, words, say) {
  const [top, bottom] = [16, 216];
  const marks = ticks(0, points.at(-1)[0]);
  const across = scale(0, marks.at(-1), LEFT, RIGHT);
  const up = scale(0, 1, bottom, top);
  const shapes = [];
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    shapes.push(path("figure__grid", [[LEFT, up(share)], [RIGHT, up(share)]]));
    shapes.push(text("", LEFT - 10, up(share) + 5, "end", `${say(100 * share, 0)} %`));
  }
  shapes.push(path("figure__axis", [[LEFT, top], [LEFT, bottom], [RIGHT, bottom]]));
  for (const mark of marks) shapes.push(text("", across(mark), bottom + 24, anchorAt(across(mark)), say(mark, 0)));
  shapes.push(text("", RIGHT, bottom + 50, "end", words.across));
  shapes.push(path("figure__half", [[LEFT, up(power)], [RIGHT, up(power)]]));
  shapes.push(path("figure__curve", points.map(([x, y]) => [across(x), up(y)])));
  shapes.push(path("figure__here", [[across(needed), up(power)], [across(needed), bottom]]));
  shapes.push({ name: "figure__point", cx: f(across(needed)), cy: f(up(power)) });
  return { height: bottom + 58, shapes };
}

export function sumsByVisit(visits, names, verdicts, words, say) {
  const [top, bottom, left, right] = [44, 230, LEFT + 20, RIGHT - 40];
  const limits = visits.map((visit) => Math.max(1.2 * visit.nadir, visit.nadir + 5));
  const marks = ticks(0, Math.max(...visits.map((visit) => visit.sum), ...limits.slice(1), 1));
  const up = scale(0, marks.at(-1), bottom, top);
  const across = scale(0, Math.max(1, visits.length - 1), left, right);
  const shapes = [];
  for (const mark of marks) {
    shapes.push(path("figure__grid", [[LEFT, up(mark)], [RIGHT, up(mark)]]));
    shapes.push(text("", LEFT - 10, up(mark) + 5, "end", say(mark, 0)));
  }
  shapes.push(text("", LEFT - 10, top - 24, "end", words.unit));
  shapes.push(path("figure__axis", [[LEFT, top], [LEFT, bottom], [RIGHT, bottom]]));
  const partial = up(0.7 * visits[0].sum);
  shapes.push(path("figure__half", [[LEFT, partial], [RIGHT, partial]]));
  shapes.push(text("", LEFT + 6, partial + 20, "start", words.partial_line));
  if (visits.length > 1) {
    shapes.push(path("figure__curve-2", limits.map((limit, n) => [across(n), up(limit)]).slice(1)));
    shapes.push(text("", across(1), up(limits[1]) - 10, "middle", words.progression));
    shapes.push(path("figure__curve", visits.map((visit, n) => [across(n), up(visit.sum)])));
  }
  visits.forEach((visit, number) => {
    shapes.push({ name: "figure__dot", cx: f(across(number)), cy: f(up(visit.sum)) });
    shapes.push(text("", across(number), bottom + 24, "middle", names[number]));
    shapes.push(text("figure__strong", across(number), bottom + 50, "middle", verdicts[number]));
  });
  return { height: bottom + 60, shapes };
}

export function forest(trials, margin, measure, words, say) {
  const none = noDifference(measure);
  const row = 56;
  const bottom = 44 + row * trials.length;
  const change = measure === "ratio" ? Math.log : Number;
  const edges = [none, margin, ...trials.flatMap((trial) => [trial.lower, trial.upper])].map(change);
  const [low, high] = [Math.min(...edges), Math.max(...edges)];
  const room = 0.08 * (high - low) || 1;
  const across = scale(low - room, high + room, LEFT - 60, RIGHT);
  const at = (value) => across(change(value));
  const shapes = [
    path("figure__axis", [[LEFT - 60, bottom], [RIGHT, bottom]]),
    path("figure__axis", [[at(none), 32], [at(none), bottom]]),
    path("figure__curve-2", [[at(margin), 32], [at(margin), bottom]]),
  ];
  const [before, after] = margin < none ? ["start", "end"] : ["end", "start"];
  shapes.push(text("figure__strong", at(margin), 20, anchorAt(at(margin), after), `${words.margin} ${say(margin, 2)}`));
  shapes.push(text("", at(none), bottom + 50, anchorAt(at(none), before), words.no_difference));
  for (const mark of new Set([none, margin])) shapes.push(text("", at(mark), bottom + 24, "middle", say(mark, 2)));
  trials.forEach((trial, number) => {
    const y = 44 + row * number + 36;
    shapes.push(text("", LEFT - 60, y - 14, "start", trial.label));
    shapes.push(path("figure__curve", [[at(trial.lower), y], [at(trial.upper), y]]));
    for (const end of ["lower", "upper"]) shapes.push(path("figure__curve", [[at(trial[end]), y - 7], [at(trial[end]), y + 7]]));
    shapes.push({ name: "figure__dot", cx: f(at(trial.estimate)), cy: f(y) });
  });
  return { height: bottom + 60, shapes };
}

export function readsLine(share, lower, upper, expected, words, say) {
  const across = scale(0, 1, LEFT - 50, RIGHT - 16);
  const shapes = [path("figure__axis", [[across(0), 80], [across(1), 80]])];
  for (const mark of [0, 0.25, 0.5, 0.75, 1]) {
    shapes.push(path("figure__axis", [[across(mark), 76], [across(mark), 84]]));
    const anchor = mark > 0 && mark < 1 ? "middle" : anchorAt(across(mark));
    shapes.push(text("", across(mark), 108, anchor, `${say(100 * mark, 0)} %`));
  }
  shapes.push(path("figure__curve-2", [[across(expected), 30], [across(expected), 80]]));
  shapes.push(text("", across(expected) + 6, 24, anchorAt(across(expected), "start"), `${words.expected} ${say(100 * expected, 1)} %`));
  shapes.push(path("figure__curve", [[across(lower), 58], [across(upper), 58]]));
  for (const end of [lower, upper]) shapes.push(path("figure__curve", [[across(end), 51], [across(end), 65]]));
  shapes.push({ name: "figure__dot", cx: f(across(share)), cy: "58" });
  return { height: 116, shapes };
}

export function ticks(low, high, most = 6) {
  const rough = (high - low) / most || 1;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => unit * factor).find((one) => one >= rough * (1 - 1e-9));
  return Array.from({ length: Math.ceil((high - low) / step - 1e-9) + 1 }, (_, number) => low + step * number);
}

const scale = (low, high, start, end) => (value) => start + ((value - low) / (high - low)) * (end - start);

function stairs(points, last) {
  const corners = [points[0]];
  for (const [x, y] of points.slice(1)) corners.push([x, corners.at(-1)[1]], [x, y]);
  return [...corners, [last, corners.at(-1)[1]]];
}

function anchorAt(x, wanted = "middle") {
  if (x > RIGHT - 110 && wanted !== "middle") return "end";
  if (x < LEFT + 60 && wanted !== "middle") return "start";
  if (x > RIGHT - 8) return "end";
  return x < LEFT - 40 ? "start" : wanted;
}

const path = (name, points, close = false) => ({ name, d: `M${points.map(([x, y]) => `${f(x)} ${f(y)}`).join("L")}${close ? "Z" : ""}` });
const text = (name, x, y, anchor, words) => ({ name, x: f(x), y: f(y), anchor, text: words });
const f = (number) => number.toFixed(2);

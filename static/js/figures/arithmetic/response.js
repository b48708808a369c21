// Response of target lesions by RECIST 1.1, as in courses/figures/response.py, where the source is named.
const MOST_TARGETS = 5;
const MOST_IN_ORGAN = 2;
const SMALLEST_LESION = 10;
const SMALLEST_NODE = 15;
const NORMAL_NODE = 10;
const ROUNDING = 1e-9;

const percent = (now, before) => (before ? (100 * (now - before)) / before : null);
const gone = (target, size) => (target.node ? size < NORMAL_NODE : size === 0);
const same = (organ, other) => organ.trim().toLowerCase() === other.trim().toLowerCase();

export function judge(targets, newLesions) {
  const sums = newLesions.map((_, number) => targets.reduce((sum, target) => sum + target.sizes[number], 0));
  return sums.map((sum, number) => {
    const nadir = number ? Math.min(...sums.slice(0, number)) : sum;
    const allGone = targets.every((target) => gone(target, target.sizes[number]));
    const said = number ? verdict(sums[0], nadir, sum, allGone, newLesions[number]) : { verdict: "baseline", reason: "baseline", short: false };
    return { sum, nadir, fromBaseline: percent(sum, sums[0]), fromNadir: percent(sum, nadir), millimetres: sum - nadir, ...said };
  });
}

function verdict(baseline, nadir, sum, allGone, newLesion) {
  const byShare = sum - nadir >= 0.2 * nadir - ROUNDING && sum > nadir;
  const byLength = sum - nadir >= 5 - ROUNDING;
  const short = byShare && !byLength;
  if (newLesion) return { verdict: "PD", reason: "new_lesion", short: false };
  if (allGone) return { verdict: "CR", reason: "complete", short: false };
  if (byShare && byLength) return { verdict: "PD", reason: "growth", short: false };
  if (sum <= 0.7 * baseline + ROUNDING) return { verdict: "PR", reason: "partial", short };
  return { verdict: "SD", reason: "between", short };
}

export function refusals(targets) {
  return targets.flatMap((target, number) => {
    const found = [];
    if (number >= MOST_TARGETS) found.push(["too_many", number]);
    if (targets.slice(0, number).filter((other) => same(other.organ, target.organ)).length >= MOST_IN_ORGAN) found.push(["organ", number]);
    if (target.node && target.sizes[0] < SMALLEST_NODE) found.push(["node", number]);
    if (!target.node && target.sizes[0] < SMALLEST_LESION) found.push(["lesion", number]);
    return found;
  });
}

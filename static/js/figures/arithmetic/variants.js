// Tiers, the covered germline combinations and the arithmetic of reads, as in courses/figures/variants.py with its sources.
import { Z95 } from "./survival.js";

export function tier(evidence) {
  const has = (...codes) => codes.some((code) => evidence.includes(code));
  if (has("common")) return has("A", "B", "C", "D") ? null : "IV";
  if (has("A", "B")) return "I";
  return has("C", "D") ? "II" : "III";
}

export function germlineClass(criteria) {
  const met = [...new Set(criteria)];
  if (met.length === 1 && met[0] === "BA1") return "benign";
  if (met.length === 2 && met.includes("PVS1") && met.some((one) => one.startsWith("PM"))) return "likely_pathogenic";
  return null;
}

export function reads(alternative, total, tumourContent) {
  const share = alternative / total;
  const [lower, upper] = wilson(alternative, total);
  const expected = tumourContent / 2;
  return { share, lower, upper, expected, fits: lower <= expected && expected <= upper, germlineHint: (share >= 0.4 && share <= 0.6) || share >= 0.9 };
}

export function wilson(count, total) {
  const share = count / total;
  const square = Z95 ** 2;
  const middle = (share + square / (2 * total)) / (1 + square / total);
  const half = (Z95 * Math.sqrt((share * (1 - share)) / total + square / (4 * total ** 2))) / (1 + square / total);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

export function positivePredictiveValue(sensitivity, specificity, prevalence) {
  const right = sensitivity * prevalence;
  const wrong = (1 - specificity) * (1 - prevalence);
  return right + wrong ? right / (right + wrong) : null;
}

// Two terms of CTCAE v5.0 and seriousness by ICH E2A, as in courses/figures/ctcae.py. A missing limit is missing on purpose.
export function grade(term, value, criteria) {
  if (term === "neutrophils") {
    if (value < 500) return { number: 4, reason: "neutrophils_4" };
    return value < 1000 ? { number: 3, reason: "neutrophils_3" } : { number: null, reason: "neutrophils_below" };
  }
  if (criteria.includes("death")) return { number: 5, reason: "death" };
  if (criteria.includes("life_threatening")) return { number: null, reason: "life_threatening" };
  if (value >= 7) return { number: 3, reason: "diarrhoea_3" };
  if (criteria.includes("hospital")) return { number: 3, reason: "diarrhoea_hospital" };
  return value >= 4 ? { number: 2, reason: "diarrhoea_2" } : { number: null, reason: "diarrhoea_below" };
}

export const serious = (criteria) => criteria.length > 0;

export function remark(number, isSerious) {
  if (number === null) return "unknown";
  if (number >= 3) return isSerious ? "both" : "severe_not_serious";
  return isSerious ? "serious_not_severe" : "neither";
}

// A confidence interval against a margin, as in courses/figures/margin.py, where the source is named.
export const noDifference = (measure) => (measure === "ratio" ? 1 : 0);

export function marginFits(margin, measure, lowerIsBetter) {
  if (measure === "ratio" && margin <= 0) return false;
  return lowerIsBetter ? margin > noDifference(measure) : margin < noDifference(measure);
}

export function judge(lower, upper, margin, measure, lowerIsBetter) {
  const sign = lowerIsBetter ? 1 : -1;
  const [low, high] = lowerIsBetter ? [lower, upper] : [-upper, -lower];
  const [limit, none] = [sign * margin, sign * noDifference(measure)];
  const nonInferior = high < limit;
  const superior = high < none && nonInferior;
  let conclusion = low > limit ? "inferior" : "inconclusive";
  if (nonInferior) conclusion = superior ? "superior" : "non_inferior";
  return { nonInferior, superior, conclusion, worse: nonInferior && low > none };
}

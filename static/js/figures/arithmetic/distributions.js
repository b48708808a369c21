// What Python's math and statistics modules have and JavaScript has not: Φ, its inverse, ln Γ.

// Φ(z): the series of DLMF 7.6.2 near the middle, the continued fraction of 7.9.1 in the tails.
export function phi(z) {
  const x = Math.abs(z) / Math.SQRT2;
  const tail = x < 2 ? (1 - erfSeries(x)) / 2 : erfcFraction(x) / 2;
  return z > 0 ? 1 - tail : tail;
}

function erfSeries(x) {
  let term = x;
  let total = x;
  for (let number = 1; Math.abs(term) > 1e-18 * total; number += 1) {
    term *= (2 * x * x) / (2 * number + 1);
    total += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
}

function erfcFraction(x) {
  let fraction = x;
  for (let number = 120; number > 0; number -= 1) fraction = x + number / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}

// Wichura MJ. Algorithm AS 241, Applied Statistics 1988;37:477–484.
const CENTRE = [
  [2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608],
  [5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1],
];
const MIDDLE = [
  [7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734],
  [1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1],
];
const FAR = [
  [2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772],
  [2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4, 0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1],
];
const polynomial = (coefficients, r) => coefficients.reduce((value, coefficient) => value * r + coefficient, 0);
const ratio = ([above, below], r) => polynomial(above, r) / polynomial(below, r);

export function quantile(share) {
  const q = share - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRE, 0.180625 - q * q);
  const r = Math.sqrt(-Math.log(q <= 0 ? share : 1 - share));
  return Math.sign(q) * (r <= 5 ? ratio(MIDDLE, r - 1.6) : ratio(FAR, r - 5));
}

// ln Γ(x) for x > 0: Stirling's series (DLMF 5.11.1) after lifting x above 15.
export function lgamma(x) {
  let lift = 0;
  let y = x;
  for (; y < 15; y += 1) lift += Math.log(y);
  const square = 1 / (y * y);
  const series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - (square * 691) / 360360))))) / y;
  return (y - 0.5) * Math.log(y) - y + Math.log(2 * Math.PI) / 2 + series - lift;
}

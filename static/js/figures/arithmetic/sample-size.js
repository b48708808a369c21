// Sample sizes of two equal groups, as in courses/figures/sample_size.py, where the sources are named.
import { lgamma, phi, quantile } from "./distributions.js";

const INTERVALS = 400;
const ROUNDING = 1e-9;
const z = (alpha) => quantile(1 - alpha / 2);
const both = (alpha, power) => z(alpha) + quantile(power);
const variances = (first, second) => first * (1 - first) + second * (1 - second);
const pooled = (first, second) => (first + second) * (1 - (first + second) / 2);

export const proportionsUnpooled = (first, second, alpha, power) =>
  (both(alpha, power) ** 2 * variances(first, second)) / (first - second) ** 2;

export const proportionsPooled = (first, second, alpha, power) =>
  (z(alpha) * Math.sqrt(pooled(first, second)) + quantile(power) * Math.sqrt(variances(first, second))) ** 2 / (first - second) ** 2;

export const meansNormal = (difference, alpha, power) => (2 * both(alpha, power) ** 2) / difference ** 2;

export function meansT(difference, alpha, power) {
  let n = Math.max(2, roundUp(meansNormal(difference, alpha, power)) - 2);
  while (n > 2 && powerT(n, difference, alpha) >= power) n -= 1;
  while (powerT(n, difference, alpha) < power) n += 1;
  return n;
}

export const logrankEvents = (hazardRatio, alpha, power) => (4 * both(alpha, power) ** 2) / Math.log(hazardRatio) ** 2;

export const powerUnpooled = (n, first, second, alpha) =>
  phi(Math.abs(first - second) * Math.sqrt(n / variances(first, second)) - z(alpha));

export const powerPooled = (n, first, second, alpha) =>
  phi((Math.abs(first - second) * Math.sqrt(n) - z(alpha) * Math.sqrt(pooled(first, second))) / Math.sqrt(variances(first, second)));

export const powerNormal = (n, difference, alpha) => phi(Math.abs(difference) * Math.sqrt(n / 2) - z(alpha));

export const powerLogrank = (events, hazardRatio, alpha) => phi((Math.abs(Math.log(hazardRatio)) * Math.sqrt(events)) / 2 - z(alpha));

export function powerT(n, difference, alpha) {
  const freedom = 2 * n - 2;
  const shift = Math.abs(difference) * Math.sqrt(n / 2);
  const critical = tQuantile(1 - alpha / 2, freedom);
  const width = 10 / Math.sqrt(2 * freedom);
  const low = Math.max(0, 1 - width);
  const step = (1 + width - low) / INTERVALS;
  const start = Math.log(2) + (freedom / 2) * Math.log(freedom / 2) - lgamma(freedom / 2);
  let total = 0;
  for (let number = 0; number <= INTERVALS; number += 1) {
    const s = low + number * step;
    if (s <= 0) continue;
    const density = Math.exp(start + (freedom - 1) * Math.log(s) - (freedom * s * s) / 2);
    const weight = number === 0 || number === INTERVALS ? 1 : number % 2 ? 4 : 2;
    total += weight * density * (phi(shift - critical * s) + phi(-critical * s - shift));
  }
  return (total * step) / 3;
}

export function tQuantile(share, freedom) {
  let [low, high] = [0, 1];
  while (tTail(high, freedom) > 1 - share) high *= 2;
  for (let turn = 0; turn < 60; turn += 1) {
    const middle = (low + high) / 2;
    if (tTail(middle, freedom) > 1 - share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export const roundUp = (number) => Math.ceil(number - ROUNDING);

export const inflate = (people, dropOut) => roundUp(people / (1 - dropOut));

export const numberNeededToTreat = (first, second) => roundUp(1 / Math.abs(first - second));

const tTail = (t, freedom) => incompleteBeta(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2;

function incompleteBeta(a, b, x) {
  if (x <= 0 || x >= 1) return x >= 1 ? 1 : 0;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, 1 - x);
  const front = Math.exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * Math.log(x) + b * Math.log(1 - x)) / a;
  const tiny = 1e-300;
  let [fraction, c, d] = [1, 1, 0];
  for (let number = 0; number < 400; number += 1) {
    const half = Math.floor(number / 2);
    let term = 1;
    if (number && number % 2 === 0) term = (half * (b - half) * x) / ((a + 2 * half - 1) * (a + 2 * half));
    else if (number) term = (-(a + half) * (a + b + half) * x) / ((a + 2 * half) * (a + 2 * half + 1));
    d = 1 / (1 + term * d || tiny);
    c = 1 + term / c || tiny;
    fraction *= c * d;
    if (Math.abs(1 - c * d) < 1e-15) break;
  }
  return front * (fraction - 1);
}

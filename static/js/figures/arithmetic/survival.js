// The Kaplan–Meier estimate, as in courses/figures/survival.py, where the sources are named.
export const Z95 = 1.9599639845400536;
const ROUNDING = 1e-12;

export function kaplanMeier(patients) {
  let survival = 1;
  let spread = 0;
  const times = [...new Set(patients.map((patient) => patient.time))].sort((a, b) => a - b);
  return times.map((time) => {
    const n = atRisk(patients, time);
    const now = patients.filter((patient) => patient.time === time);
    const events = now.filter((patient) => patient.event).length;
    survival *= (n - events) / n;
    spread += events < n ? events / (n * (n - events)) : 0;
    const half = Z95 * survival * Math.sqrt(spread);
    const known = survival > 0;
    const lower = known ? Math.max(0, survival - half) : null;
    const upper = known ? Math.min(1, survival + half) : null;
    return { time, atRisk: n, events, censored: now.length - events, survival, lower, upper };
  });
}

export const atRisk = (patients, time) => patients.filter((patient) => patient.time >= time).length;

export const survivalAt = (steps, time) => steps.findLast((step) => step.time <= time)?.survival ?? 1;

export const median = (steps) => steps.find((step) => step.events && step.survival <= 0.5 + ROUNDING)?.time ?? null;

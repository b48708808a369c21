// The numbers of a CONSORT flow diagram, as in courses/figures/flow.py. null: not filled in yet.
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

export function problems(flow) {
  const found = [];
  const add = (box, arm, code, is = null, expected = null) => found.push({ box, arm, code, found: is, expected });
  const empty = (box, arm, ...numbers) => {
    if (!numbers.includes(null)) return false;
    add(box, arm, "empty");
    return true;
  };
  const parts = (box, arm, whole, ...numbers) => {
    if (!empty(box, arm, ...numbers) && whole !== null && sum(numbers) !== whole) add(box, arm, "sum", sum(numbers), whole);
  };

  if (!empty("excluded", null, flow.assessed, ...flow.excluded)) {
    const left = flow.assessed - sum(flow.excluded);
    if (left < 0) add("excluded", null, "more", sum(flow.excluded), flow.assessed);
    else if (!empty("randomised", null, flow.randomised) && flow.randomised !== left) add("randomised", null, "sum", flow.randomised, left);
  }
  const allocated = flow.arms.map((arm) => arm.allocated);
  if (!empty("allocated", null, ...allocated) && flow.randomised !== null && sum(allocated) !== flow.randomised) {
    add("allocated", null, "sum", sum(allocated), flow.randomised);
  }
  flow.arms.forEach((arm, number) => {
    parts("received", number, arm.allocated, arm.received, arm.notReceived);
    for (const box of ["lost", "discontinued"]) {
      if (!empty(box, number, arm[box]) && arm.allocated !== null && arm[box] > arm.allocated) add(box, number, "more", arm[box], arm.allocated);
    }
    parts("analysed", number, arm.allocated, arm.analysed, arm.notAnalysed);
  });
  return found;
}

//! A canonical form of a Mazurkiewicz trace, from one of its executions.
//!
//! Written apart from the explorer, and as plainly as can be: what each process
//! did, and for each step how many steps of every process happen before it. Two
//! executions are equivalent exactly if their forms are equal.

use interleave::{Object, Step};

/// For each process its steps: on what, what, and what happens before.
pub(crate) type Form = Vec<Vec<(String, Vec<usize>)>>;

/// The form of an execution.
pub(crate) fn form(steps: &[Step], objects: &[Object]) -> Form {
    let steps: Vec<&Step> = steps
        .iter()
        .filter(|step| step.action.is_visible())
        .collect();
    let processes = steps
        .iter()
        .map(|step| step.process.index() + 1)
        .max()
        .unwrap_or(0);
    let mut form: Form = vec![Vec::new(); processes];
    let mut clocks: Vec<Vec<usize>> = Vec::new();
    for (n, step) in steps.iter().enumerate() {
        let me = step.process.index();
        let mut clock = vec![0; processes];
        for (earlier, known) in steps[..n].iter().zip(&clocks) {
            if earlier.process == step.process || conflict(earlier, step) {
                for (mine, theirs) in clock.iter_mut().zip(known) {
                    *mine = (*mine).max(*theirs);
                }
            }
        }
        clock[me] += 1;
        let name = step.object.map_or("", |object| &*objects[object].name);
        form[me].push((format!("{name}: {:?}", step.action), clock.clone()));
        clocks.push(clock);
    }
    form
}

/// Whether two steps touch the same object, and one of them writes it.
fn conflict(one: &Step, two: &Step) -> bool {
    let touched = |step: &Step| {
        let [object, also] = step.action.touches();
        [(step.object, object), (step.also, also)]
    };
    touched(one).iter().any(|(object, writes)| {
        touched(two).iter().any(|(other, also_writes)| {
            object.is_some()
                && object == other
                && writes.is_some()
                && also_writes.is_some()
                && (*writes == Some(true) || *also_writes == Some(true))
        })
    })
}

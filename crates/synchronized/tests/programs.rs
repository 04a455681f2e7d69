//! What the claims of the chapter say of numbers, against a search that reduces nothing.

use std::collections::BTreeMap;
use std::fmt::Debug;

use interleave::shuttle::{explore, interleavings};
use interleave::{Limits, Report};
use synchronized::shuttle::adding::{bare, per_access_at_once};
use synchronized::shuttle::programs::total;
use synchronized::shuttle::raw_value::RawValue;
use synchronized::shuttle::sync::Mutex;

/// How many executions end with each outcome.
fn counts<T: Ord + Clone + Debug>(report: &Report<T>) -> BTreeMap<T, u64> {
    let reached = report.exhaustive().reached();
    let counted = reached.map(|(outcome, reached)| {
        let value = outcome.returned().expect("nobody waits or panics");
        (value.clone(), reached.executions)
    });
    counted.collect()
}

/// Without a lock every interleaving is counted, and with a lock for each access every
/// order of taking it: there are as many, with the same totals.
#[test]
fn a_lock_for_each_access_excludes_no_interleaving() {
    macro_rules! compare {
        ($processes:literal times $times:literal, all = $all:literal, right = $right:literal) => {{
            let without = interleavings(
                Limits::default(),
                || {
                    let adds: fn(&RawValue<u32>) = |value| (0..$times).for_each(|_| bare(value));
                    total(RawValue::new(0), [adds; $processes], RawValue::get)
                },
                |_, _, _| {},
            );
            let with = explore(|| {
                let adds: fn(&(RawValue<u32>, Mutex<()>)) =
                    |shared| (0..$times).for_each(|_| per_access_at_once(shared));
                let shared = (RawValue::new(0), Mutex::new(()));
                total(shared, [adds; $processes], |(value, _)| value.get())
            });
            let totals = counts(&without);
            assert_eq!(totals, counts(&with));
            assert_eq!(totals.values().sum::<u64>(), $all);
            assert_eq!(totals[&($processes * $times)], $right);
        }};
    }
    // (2NM)! / ((2M)!)^N interleavings, of which (NM)! / (M!)^N lose nothing.
    compare!(2 times 1, all = 6, right = 2);
    compare!(2 times 2, all = 70, right = 6);
    compare!(2 times 3, all = 924, right = 20);
    compare!(3 times 1, all = 90, right = 6);
}

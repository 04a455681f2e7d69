//! The three searches on the same programs, side by side in one run.
//!
//! What counts is the ratio between them: the times are this machine's.

#[path = "../tests/programs/mod.rs"]
mod programs;

use interleave::{Limits, loom, shuttle};
use programs::loom::counters as l;
use programs::shuttle::counters as s;

fn main() {
    divan::main();
}

/// Three processes, one racy increment each: all three searches finish.
#[divan::bench_group(sample_count = 10)]
mod racy_3x1 {
    use super::*;

    #[divan::bench]
    fn reduced() {
        assert_eq!(shuttle::explore(|| s::racy(3, 1)).executions(), 36);
    }

    #[divan::bench]
    fn unreduced() {
        let report = shuttle::enumerate(Limits::default(), || s::racy(3, 1));
        assert_eq!(report.executions(), 25_424);
    }

    #[divan::bench]
    fn in_loom() {
        assert_eq!(loom::explore(|| l::racy(3, 1)).executions(), 7_847);
    }
}

/// Three processes, two racy increments each: only the reduced search finishes
/// in a moment. The unreduced one is cut off after as many executions, for the
/// price of one.
#[divan::bench_group(sample_count = 10)]
mod racy_3x2 {
    use super::*;

    #[divan::bench]
    fn reduced() {
        assert_eq!(shuttle::explore(|| s::racy(3, 2)).executions(), 7_134);
    }

    #[divan::bench]
    fn unreduced_cut_off_after_as_many() {
        let limits = Limits {
            executions: 7_134,
            ..Limits::default()
        };
        assert_eq!(
            shuttle::enumerate(limits, || s::racy(3, 2)).executions(),
            7_134
        );
    }
}

/// Increments under one lock.
#[divan::bench_group(sample_count = 10)]
mod locked {
    use super::*;

    #[divan::bench]
    fn reduced_3x2() {
        assert_eq!(shuttle::explore(|| s::locked(3, 2)).executions(), 90);
    }

    #[divan::bench]
    fn reduced_4x2() {
        assert_eq!(shuttle::explore(|| s::locked(4, 2)).executions(), 2_520);
    }
}

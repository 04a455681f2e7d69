//! What chapter 2 says, each sentence with its check.
//!
//! The locks are the real ones, explored down to the futex. So two processes are enough
//! to have thousands of executions; three are explored where the lock is taken once.

use interleave::shuttle::{Sampling, Strategy};
use verdict::{Check, Exploration, interleavings, loom as in_loom, sampled};

use crate::{loom, shuttle};

const TWO: &str = "2 processes, 1 increment each";
const THREE: &str = "3 processes, 1 increment each";

/// A thousand interleavings. Any other seed would do; it is pinned so that the numbers
/// are the same everywhere.
const DRAWS: Sampling = Sampling {
    seed: 11,
    schedules: 1_000,
    strategy: Strategy::Uniform,
};

/// The total of processes that each add one to a [`Value`](shuttle::value::Value).
macro_rules! value {
    ($world:ident, [$($adds:ident),+]) => {
        || {
            use $world::{adding, programs::total, value::Value};
            total(Value::new(0).named("value"), [$(adding::$adds),+], Value::get)
        }
    };
}

/// The total of processes that each add one to a bare value.
macro_rules! raw {
    ($world:ident, [$($adds:ident),+]) => {
        || {
            use $world::{adding, programs::total, raw_value::RawValue};
            total(RawValue::new(0).named("value"), [$(adding::$adds),+], RawValue::get)
        }
    };
}

/// The total of processes that each add one to a bare value with a lock beside it.
macro_rules! beside {
    ($world:ident, $lock:expr, [$($adds:ident),+]) => {
        || {
            use $world::{adding, programs::total, raw_value::RawValue};
            let shared = (RawValue::new(0).named("value"), $lock);
            total(shared, [$(adding::$adds),+], |(value, _)| value.get())
        }
    };
}

/// What one process sees of something while another one writes it.
fn slice_without_lock() -> Vec<u32> {
    use shuttle::{programs::meanwhile, raw_array::RawArray, tearing};
    let array = RawArray::new([0, 0]).named(["first", "second"]);
    meanwhile(array, tearing::replace_raw, tearing::copy_raw)
}

/// The same under the lock of an array.
fn slice(
    replace: fn(&shuttle::array::Array<u32, 2>),
) -> impl Fn() -> Vec<u32> + Clone + Send + Sync {
    use shuttle::{array::Array, programs::meanwhile, tearing};
    move || {
        let array = Array::new([0, 0]).named(["first", "second"]);
        meanwhile(array, replace, tearing::copy)
    }
}

/// The same of a number of eight bytes, all of which change.
fn scalar() -> u64 {
    use shuttle::{programs::meanwhile, raw_value::RawValue};
    let value = RawValue::new(0).named("value");
    meanwhile(value, |value| value.set(u64::MAX), RawValue::get)
}

type Point = shuttle::structure::Struct<shuttle::tearing::Point>;

/// The same of a point.
fn point(
    moves: fn(&Point),
    looks: fn(&Point) -> (i32, i32),
) -> impl Fn() -> (i32, i32) + Clone + Send + Sync {
    use shuttle::{programs::meanwhile, structure::Struct};
    move || meanwhile(Struct::new(Default::default()), moves, looks)
}

const OLD: (i32, i32) = (0, 0);
const NEW: (i32, i32) = (1, 1);

/// The log of two processes, and the number of tasks done.
macro_rules! log {
    ($task:ident) => {
        || shuttle::logging::log(shuttle::logging::$task)
    };
}

fn lines(numbers: [u32; 2]) -> (Vec<u32>, u32) {
    (numbers.to_vec(), 2)
}

/// The lock of the value, held from the read to the write, is the control.
fn beside_the_cure(check: Check, part: Exploration<u32>) -> Check {
    check.part(part.only([2])).good_control(
        "the value's lock, held from the read to the write",
        interleavings(TWO, value!(shuttle, [with_get_lock, with_get_lock])).only([2]),
    )
}

/// A lock for each access is the control.
fn nothing_lost(check: Check) -> Check {
    check.control(
        "a lock for each access",
        interleavings(TWO, value!(shuttle, [per_access, per_access])).only([2]),
    )
}

verdict::claims! {
    chapter "2 Synchronized wrappers"; sources crate::SOURCES;

    page "02-synchronized-wrappers/a-lock-for-each-access.md" {
        /// A value that takes its lock for every access loses no increment.
        a_locked_value_is_enough: refuted = |check|
            beside_the_cure(check, interleavings(TWO, value!(shuttle, [per_access, per_access])));

        /// With a lock for each access two processes end with 1 or 2 and with nothing else, as without a lock.
        per_access_same_totals: verified = |check| check
            .part(interleavings(TWO, raw!(shuttle, [bare, bare])).exactly(1..=2))
            .part(interleavings(TWO, value!(shuttle, [per_access, per_access])).exactly(1..=2))
            .control(
                "the value's lock, held from the read to the write",
                interleavings(TWO, value!(shuttle, [with_get_lock, with_get_lock])).exactly(1..=2),
            );

        /// Where to take the lock is one step, a lock for each access leaves every order of the reads and writes.
        per_access_every_order: verified = |check| check
            .part(interleavings(TWO, beside!(shuttle, shuttle::sync::Mutex::new(()), [per_access_at_once, per_access_at_once])).exactly(1..=2))
            .part(interleavings(THREE, beside!(shuttle, shuttle::sync::Mutex::new(()), [per_access_at_once, per_access_at_once, per_access_at_once])).exactly(1..=3))
            .control(
                "one lock, held from the read to the write",
                interleavings(TWO, beside!(shuttle, shuttle::locks::lock::Lock::new(), [one_lock_beside, one_lock_beside])).exactly(1..=2),
            );
    }

    page "02-synchronized-wrappers/hold-the-lock.md" {
        /// In every interleaving of 2 and of 3 processes, holding the value's lock from the read to the write loses nothing.
        get_lock_loses_nothing: verified = |check| nothing_lost(check)
            .part(interleavings(TWO, value!(shuttle, [with_get_lock, with_get_lock])).at_least(2).only([2]))
            .part(interleavings(THREE, value!(shuttle, [with_get_lock, with_get_lock, with_get_lock])).at_least(6).only([3]));

        /// In every interleaving of 2 and of 3 processes, going past the inner lock while holding it loses nothing.
        get_obj_loses_nothing: verified = |check| nothing_lost(check)
            .part(interleavings(TWO, value!(shuttle, [with_get_obj, with_get_obj])).at_least(2).only([2]))
            .part(interleavings(THREE, value!(shuttle, [with_get_obj, with_get_obj, with_get_obj])).at_least(6).only([3]));

        /// In every interleaving of 2 and of 3 processes, a bare value and one lock for it lose nothing.
        one_lock_beside_loses_nothing: verified = |check| nothing_lost(check)
            .part(interleavings(TWO, beside!(shuttle, shuttle::locks::lock::Lock::new(), [one_lock_beside, one_lock_beside])).at_least(2).only([2]))
            .part(interleavings(THREE, beside!(shuttle, shuttle::locks::lock::Lock::new(), [one_lock_beside, one_lock_beside, one_lock_beside])).at_least(6).only([3]));

        /// In the executions that loom explores of 2 processes, each of the three loses nothing.
        held_in_loom: verified = |check| check
            .part(in_loom(TWO, value!(loom, [with_get_lock, with_get_lock])).at_least(2).only([2]))
            .part(in_loom(TWO, value!(loom, [with_get_obj, with_get_obj])).at_least(2).only([2]))
            .part(in_loom(TWO, beside!(loom, loom::locks::lock::Lock::new(), [one_lock_beside, one_lock_beside])).at_least(2).only([2]))
            .control(
                "no lock",
                in_loom(TWO, raw!(loom, [bare, bare])).only([2]),
            );
    }

    page "02-synchronized-wrappers/the-wrong-lock.md" {
        /// A lock that is made for each call keeps increments apart.
        a_fresh_lock_is_enough: refuted = |check|
            beside_the_cure(check, interleavings(TWO, raw!(shuttle, [fresh_lock, fresh_lock])));

        /// It is enough that each process holds some lock from the read to the write.
        two_locks_are_enough: refuted = |check|
            beside_the_cure(check, interleavings(
                TWO,
                || {
                    use shuttle::{adding, locks::lock::Lock, programs::total, value::Value};
                    let shared = (Value::new(0).named("value"), Lock::new().named("another lock"));
                    total(shared, [adding::under_its_own, adding::under_the_other], |(value, _)| value.get())
                },
            ));

        /// If one process holds the lock, another one need not.
        one_may_go_past: refuted = |check|
            beside_the_cure(check, interleavings(TWO, value!(shuttle, [with_get_lock, past_the_lock])));
    }

    page "02-synchronized-wrappers/after-the-release.md" {
        /// A counter that is guarded and then read for the log writes each number once.
        the_log_is_complete: refuted = |check| check
            .part(interleavings("2 tasks", log!(after_release)).only([lines([1, 2]), lines([2, 1])]))
            .good_control(
                "the number taken under the lock",
                interleavings("2 tasks", log!(number_under_lock)).only([lines([1, 2]), lines([2, 1])]),
            );

        /// Two tasks that take their number under the lock write 1 and 2.
        numbers_are_complete: verified = |check| check
            .part(interleavings("2 tasks", log!(number_under_lock)).exactly([lines([1, 2]), lines([2, 1])]))
            .control(
                "the number read after the release",
                interleavings("2 tasks", log!(after_release)).exactly([lines([1, 2]), lines([2, 1])]),
            );

        /// Two tasks that take their number under the lock write it in order.
        lines_are_in_order: refuted = |check| check
            .part(interleavings("2 tasks", log!(number_under_lock)).only([lines([1, 2])]))
            .good_control(
                "the line written under the lock",
                interleavings("2 tasks", log!(line_under_lock)).only([lines([1, 2])]),
            );

        /// Two tasks that write their line under the lock write 1, and then 2.
        a_line_under_the_lock: verified = |check| check
            .part(interleavings("2 tasks", log!(line_under_lock)).at_least(2).only([lines([1, 2])]))
            .control(
                "the line written after the release",
                interleavings("2 tasks", log!(number_under_lock)).only([lines([1, 2])]),
            );
    }

    page "02-synchronized-wrappers/half-old-half-new.md" {
        /// A number that is replaced is read as the old one or the new one.
        a_scalar_is_whole: verified = |check| check
            .part(interleavings("1 writer, 1 reader", scalar).exactly([0, u64::MAX]))
            .control(
                "an array of two",
                interleavings("1 writer, 1 reader", slice_without_lock).exactly([vec![0, 0], vec![1, 1]]),
            );

        /// An array that is replaced is read as the old one or the new one.
        a_slice_is_whole: refuted = |check| check
            .part(interleavings("1 writer, 1 reader", slice_without_lock).only([vec![0, 0], vec![1, 1]]))
            .good_control(
                "both under the array's lock",
                interleavings("1 writer, 1 reader", slice(shuttle::tearing::replace)).only([vec![0, 0], vec![1, 1]]),
            );

        /// A slice that is copied and replaced under the array's lock is read as the old one or the new one.
        a_locked_slice_is_whole: verified = |check| check
            .part(interleavings("1 writer, 1 reader", slice(shuttle::tearing::replace)).exactly([vec![0, 0], vec![1, 1]]))
            .control(
                "elements replaced one by one, each under the lock",
                interleavings("1 writer, 1 reader", slice(shuttle::tearing::replace_one_by_one))
                    .exactly([vec![0, 0], vec![1, 1]]),
            );

        /// Two fields that take the lock for each access are read as the old ones or the new ones.
        fields_are_whole: refuted = |check| check
            .part(interleavings("1 writer, 1 reader", point(shuttle::tearing::moves, shuttle::tearing::looks)).only([OLD, NEW]))
            .good_control(
                "both hold the lock from one field to the other",
                interleavings("1 writer, 1 reader", point(shuttle::tearing::moves_at_once, shuttle::tearing::looks_at_once))
                    .only([OLD, NEW]),
            );

        /// It is enough that the writer holds the lock from one field to the other.
        the_writer_is_enough: refuted = |check| check
            .part(interleavings("1 writer, 1 reader", point(shuttle::tearing::moves_at_once, shuttle::tearing::looks)).only([OLD, NEW]))
            .good_control(
                "the reader, too",
                interleavings("1 writer, 1 reader", point(shuttle::tearing::moves_at_once, shuttle::tearing::looks_at_once))
                    .only([OLD, NEW]),
            );

        /// Two fields are read as the old ones or the new ones if both sides hold the lock from one field to the other.
        both_hold_it: verified = |check| check
            .part(interleavings("1 writer, 1 reader", point(shuttle::tearing::moves_at_once, shuttle::tearing::looks_at_once))
                .exactly([OLD, NEW]))
            .control(
                "a lock for each field",
                interleavings("1 writer, 1 reader", point(shuttle::tearing::moves, shuttle::tearing::looks)).exactly([OLD, NEW]),
            );
    }

    page "02-synchronized-wrappers/what-each-tool-saw.md" {
        /// A thousand interleavings drawn at random show that a lock for each access loses an update.
        per_access_sampled: verified = |check| check
            .part(sampled(TWO, DRAWS, value!(shuttle, [per_access, per_access])).possible(1))
            .control(
                "the value's lock, all of it",
                interleavings(TWO, value!(shuttle, [with_get_lock, with_get_lock])).possible(1),
            );

        /// In the executions that loom explores, too, a fresh lock for each call loses an update.
        fresh_lock_in_loom: verified = |check| check
            .part(in_loom(TWO, raw!(loom, [fresh_lock, fresh_lock])).possible(1))
            .control(
                "one lock beside the value",
                in_loom(TWO, beside!(loom, loom::locks::lock::Lock::new(), [one_lock_beside, one_lock_beside])).possible(1),
            );
    }
}

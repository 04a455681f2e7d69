//! What chapter 3 says of values: why their lock is recursive.

use verdict::interleavings;

use crate::shuttle;

const TWO: &str = "2 processes, 1 increment each";
const THREE: &str = "3 processes, 1 increment each";

/// The total of processes that each add one to a value with a plain lock.
macro_rules! plain {
    ([$($adds:ident),+]) => {
        || {
            use shuttle::{adding, locks::lock::Lock, programs::total, value::Value};
            let value = Value::with_lock(0, Lock::new()).named("value");
            total(value, [$(adding::$adds),+], Value::get)
        }
    };
}

/// The same with the recursive lock.
macro_rules! recursive {
    ([$($adds:ident),+]) => {
        || {
            use shuttle::{adding, programs::total, value::Value};
            total(Value::new(0).named("value"), [$(adding::$adds),+], Value::get)
        }
    };
}

verdict::claims! {
    chapter "3 Recursive locks"; sources crate::SOURCES;

    page "03-recursive-locks/waiting-for-yourself.md" {
        /// A value with a plain lock can be read and written while its lock is held.
        a_plain_lock_is_enough: refuted = |check| check
            .part(interleavings(TWO, plain!([with_get_lock, with_get_lock])).only([2]))
            .good_control(
                "a recursive lock",
                interleavings(TWO, recursive!([with_get_lock, with_get_lock])).only([2]),
            );

        /// With a plain lock, it can be read and written past the inner lock: 2 and 3 processes lose nothing.
        get_obj_with_a_plain_lock: verified = |check| check
            .part(interleavings(TWO, plain!([with_get_obj, with_get_obj])).at_least(2).only([2]))
            .part(interleavings(THREE, plain!([with_get_obj, with_get_obj, with_get_obj])).at_least(6).only([3]))
            .control(
                "a lock for each access",
                interleavings(TWO, plain!([per_access, per_access])).only([2]),
            );
    }
}

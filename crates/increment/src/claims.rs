//! What chapter 1 says, each sentence with its check.

use crate::{loom, shuttle};
use verdict::{interleavings, loom as in_loom};

/// In every interleaving, and in every execution that loom explores.
macro_rules! total {
    ($world:ident, $counter:ident, $start:expr, $n:expr, $m:expr) => {
        || $world::workers::total::<$world::$counter::Counter>($start, $n, $m)
    };
}

verdict::claims! {
    chapter "1 The lost update", page "lost-update.md"; sources crate::SOURCES;

    /// Ten plus one plus one can be eleven.
    ten_plus_one_plus_one: verified = |check| check
        .part(interleavings("2 processes, 1 increment each, from 10", total!(shuttle, racy, 10, 2, 1)).possible(11))
        .control("the atomic counter", interleavings("2 processes, 1 increment each, from 10", total!(shuttle, atomic, 10, 2, 1)).possible(11));

    /// In loom's executions as well, ten plus one plus one can be eleven.
    ten_plus_one_plus_one_in_loom: verified = |check| check
        .part(in_loom("2 processes, 1 increment each, from 10", total!(loom, racy, 10, 2, 1)).possible(11))
        .control("the atomic counter", in_loom("2 processes, 1 increment each, from 10", total!(loom, atomic, 10, 2, 1)).possible(11));
}

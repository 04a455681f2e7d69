//! What chapter 1 says, each sentence with its check.
//!
//! The sizes are small and explored completely. Each check has a negative
//! control: the same question about a counter of the other kind.

use std::num::NonZeroU64;
use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use interleave::shuttle::{Sampling, Strategy};
use verdict::{Check, Exploration, interleavings, loom as in_loom, sampled, stress, unreduced};

use crate::{loom, real, shuttle};

/// The total of `$n` processes that each increment `$m` times, as a body for
/// the explorers of a world.
macro_rules! total {
    ($world:ident, $counter:ident, $n:expr, $m:expr) => {
        total!($world, $counter, $n, $m, from 0)
    };
    ($world:ident, $counter:ident, $n:expr, $m:expr, from $start:expr) => {
        move || $world::workers::total::<$world::$counter::Counter>($start, $n, $m)
    };
}

/// What `$buyers` buyers of `$tickets` tickets end with: sold, and left.
macro_rules! sold {
    ($world:ident, $kind:ident, $tickets:expr, $buyers:expr) => {
        move || $world::workers::sold::<$world::$kind::Tickets>($tickets, $buyers)
    };
}

/// Adds a part for each size: every total from `least` to `n` times `m` and
/// nothing else, in every interleaving; the atomic counter is the control.
fn every_total(check: Check, least: u32, n: usize, m: usize) -> Check {
    let all = least..=product(n, m);
    check
        .part(interleavings(size(n, m), total!(shuttle, racy, n, m)).exactly(all.clone()))
        .control(
            "the atomic counter",
            interleavings(size(n, m), total!(shuttle, atomic, n, m)).exactly(all),
        )
}

/// Adds a part for each size: the full total and nothing else.
macro_rules! nothing_lost {
    ($check:expr, $explore:ident, $world:ident, $counter:ident, $sizes:expr) => {{
        let mut check = $check.control(
            "the racy counter",
            $explore(size(2, 1), total!($world, racy, 2, 1)).only([2]),
        );
        for (n, m) in $sizes {
            let part = $explore(size(n, m), total!($world, $counter, n, m));
            check = check.part(every_order(part, n, m).only([product(n, m)]));
        }
        check
    }};
}

/// Whatever the counter is, its increments can come in this many orders; an
/// exploration with fewer executions has not seen them.
fn every_order(part: Exploration<u32>, n: usize, m: usize) -> Exploration<u32> {
    let factorial = |n: usize| (1..=n as u64).product::<u64>();
    let orders = factorial(n * m) / (0..n).map(|_| factorial(m)).product::<u64>();
    part.at_least(orders)
}

fn product(n: usize, m: usize) -> u32 {
    u32::try_from(n * m).expect("the sizes are small")
}

fn size(n: usize, m: usize) -> String {
    let times = if m == 1 { "increment" } else { "increments" };
    format!("{n} processes, {m} {times} each")
}

/// The sizes at which the cures are explored.
const CURED: [(usize, usize); 7] = [(2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (3, 3), (4, 2)];

/// The sizes at which the compare-exchange counter is explored. A failed try is
/// one step more, which can come anywhere: three processes with three increments
/// have too many traces to wait for.
const RETRIED: [(usize, usize); 6] = [(2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (4, 1)];

/// The sizes that loom explores in a second or so.
const IN_LOOM: [(usize, usize); 3] = [(2, 1), (2, 2), (3, 1)];

/// The runs on real threads, and the interleavings drawn at random.
const RUNS: u64 = 1_000;

/// The seed of the random interleavings. Any other would do; it is pinned so
/// that the numbers are the same everywhere.
const SEED: u64 = 11;

fn at_random(strategy: Strategy) -> Sampling {
    Sampling {
        seed: SEED,
        schedules: RUNS,
        strategy,
    }
}

/// Two real threads that are made to read before either writes, by a barrier
/// between the two steps.
fn forced() -> u32 {
    let counter = AtomicU32::new(10);
    let both_have_read = Barrier::new(2);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let seen = counter.load(SeqCst);
                both_have_read.wait();
                counter.store(seen + 1, SeqCst);
            });
        }
    });
    counter.into_inner()
}

verdict::claims! {
    chapter "1 The lost update"; sources crate::SOURCES;

    page "01-lost-update/the-lost-update.md" {
        /// Ten plus one plus one can be eleven.
        ten_plus_one_plus_one: verified = |check| check
            .part(interleavings("2 processes, 1 increment each, from 10", total!(shuttle, racy, 2, 1, from 10)).possible(11))
            .control(
                "the atomic counter",
                interleavings("the same", total!(shuttle, atomic, 2, 1, from 10)).possible(11),
            );

        /// In the end the total is the same, whatever the order of the steps.
        the_total_is_the_same: refuted = |check| check
            .part(interleavings("2 processes, 1 increment each", total!(shuttle, racy, 2, 1)).only([2]))
            .good_control(
                "the atomic counter",
                interleavings("2 processes, 1 increment each", total!(shuttle, atomic, 2, 1)).only([2]),
            );
    }

    page "01-lost-update/how-wrong.md" {
        /// Two processes with one increment each end with 1 or 2, and with nothing else.
        racy_2x1: verified = |check| every_total(check, 1, 2, 1);

        /// Two processes with two increments each end with any total from 2 to 4, and with nothing else.
        racy_2x2: verified = |check| every_total(check, 2, 2, 2);

        /// Two processes with three increments each end with any total from 2 to 6, and with nothing else.
        racy_2x3: verified = |check| every_total(check, 2, 2, 3);

        /// Three processes with one increment each end with 1, 2 or 3, and with nothing else.
        racy_3x1: verified = |check| every_total(check, 1, 3, 1);

        /// Three processes with two increments each end with any total from 2 to 6, and with nothing else.
        racy_3x2: verified = |check| every_total(check, 2, 3, 2);

        /// Four processes with one increment each end with any total from 1 to 4, and with nothing else.
        racy_4x1: verified = |check| every_total(check, 1, 4, 1);

        /// Five processes with one increment each end with any total from 1 to 5, and with nothing else.
        racy_5x1: verified = |check| every_total(check, 1, 5, 1);

        /// Six increments by two processes can end with a total of 2.
        least_total: verified = |check| check
            .part(interleavings(size(2, 3), total!(shuttle, racy, 2, 3)).possible(2))
            .control(
                "the locked counter",
                interleavings(size(2, 3), total!(shuttle, locked, 2, 3)).possible(2),
            );

        /// Six increments by two processes can end with a total of 1.
        less_than_two: refuted = |check| check
            .part(interleavings(size(2, 3), total!(shuttle, racy, 2, 3)).possible(1))
            .good_control(
                "the same counter with one increment each",
                interleavings(size(2, 1), total!(shuttle, racy, 2, 1)).possible(1),
            );
    }

    page "01-lost-update/how-many-orders.md" {
        /// Shuttle's own search, which knows nothing of equivalence, ends with the same totals.
        unreduced_agrees: verified = |check| check
            .part(unreduced(size(2, 2), total!(shuttle, racy, 2, 2)).exactly(2..=4))
            .part(unreduced(size(3, 1), total!(shuttle, racy, 3, 1)).exactly(1..=3))
            .control(
                "the atomic counter",
                unreduced(size(2, 2), total!(shuttle, atomic, 2, 2)).exactly(2..=4),
            );

        /// Loom's executions end with the same totals.
        loom_agrees: verified = |check| check
            .part(in_loom(size(2, 1), total!(loom, racy, 2, 1)).exactly(1..=2))
            .part(in_loom(size(2, 2), total!(loom, racy, 2, 2)).exactly(2..=4))
            .part(in_loom(size(3, 1), total!(loom, racy, 3, 1)).exactly(1..=3))
            .control(
                "the atomic counter",
                in_loom(size(2, 2), total!(loom, atomic, 2, 2)).exactly(2..=4),
            );
    }

    page "01-lost-update/why-the-test-passes.md" {
        /// A thousand interleavings drawn at random show the lost update.
        sampling_finds_it: verified = |check| check
            .part(sampled(size(2, 1), at_random(Strategy::Uniform), total!(shuttle, racy, 2, 1)).possible(1))
            .part(sampled(
                size(2, 1),
                at_random(Strategy::Pct { depth: NonZeroU64::MIN.saturating_add(1) }),
                total!(shuttle, racy, 2, 1),
            ).possible(1))
            .control(
                "the atomic counter, all of it",
                interleavings(size(2, 1), total!(shuttle, atomic, 2, 1)).possible(1),
            );

        /// Ten increments by two processes never end with 2.
        sampling_misses_it: bounded = |check| {
            check
                .part(
                    sampled(
                        size(2, 5),
                        at_random(Strategy::Uniform),
                        total!(shuttle, racy, 2, 5),
                    )
                    .only(3..=10),
                )
                .control(
                    "every interleaving of the same",
                    interleavings(size(2, 5), total!(shuttle, racy, 2, 5)).only(3..=10),
                )
        };

        /// Ten increments by two processes can end with 2.
        ten_increments_end_with_two: verified = |check| check
            .part(interleavings(size(2, 5), total!(shuttle, racy, 2, 5)).possible(2))
            .control(
                "the atomic counter",
                interleavings(size(2, 5), total!(shuttle, atomic, 2, 5)).possible(2),
            );

        /// Two increments of the atomic counter end with 2, on real threads.
        runs_prove_nothing: bounded = |check| check
            .part(stress(size(2, 1), RUNS, total!(real, atomic, 2, 1)).only([2]))
            .control("real threads made to read first", stress("from 10", 1, forced).only([12]));

        /// Two increments of the racy counter end with 1 or 2, on real threads.
        runs_settle_nothing: bounded = |check| check
            .part(stress(size(2, 1), RUNS, total!(real, racy, 2, 1)).only([1, 2]))
            .control("real threads made to read first", stress("from 10", 1, forced).only([12]));

        /// Real threads that are made to read before either writes lose the update.
        forced_on_real_threads: verified = |check| check
            .part(stress("2 real threads and a barrier, from 10", 100, forced).possible(11))
            .control(
                "the atomic counter",
                interleavings("the same", total!(shuttle, atomic, 2, 1, from 10)).possible(11),
            );
    }

    page "01-lost-update/three-cures.md" {
        /// In every interleaving of 2 or 3 processes with up to 3 increments each, and of 4 with 2, the atomic counter loses nothing.
        atomic_loses_nothing: verified = |check| nothing_lost!(check, interleavings, shuttle, atomic, CURED);

        /// In the executions that loom explores of 2 processes with 1 or 2 increments each, and of 3 with 1, the atomic counter loses nothing.
        atomic_in_loom: verified = |check| nothing_lost!(check, in_loom, loom, atomic, IN_LOOM);

        /// In every interleaving of 2 or 3 processes with up to 3 increments each, and of 4 with 2, the locked counter loses nothing.
        locked_loses_nothing: verified = |check| nothing_lost!(check, interleavings, shuttle, locked, CURED);

        /// In the executions that loom explores of 2 processes with 1 or 2 increments each, and of 3 with 1, the locked counter loses nothing.
        locked_in_loom: verified = |check| nothing_lost!(check, in_loom, loom, locked, IN_LOOM);

        /// In every interleaving of 2 processes with up to 3 increments each, of 3 with up to 2, and of 4 with 1, the compare-exchange counter loses nothing.
        compare_exchange_loses_nothing: verified = |check|
            nothing_lost!(check, interleavings, shuttle, compare_exchange, RETRIED);

        /// In the executions that loom explores of 2 processes with 1 or 2 increments each, and of 3 with 1, the compare-exchange counter loses nothing.
        compare_exchange_in_loom: verified = |check|
            nothing_lost!(check, in_loom, loom, compare_exchange, IN_LOOM);
    }

    page "01-lost-update/check-then-act.md" {
        /// One ticket can be sold to two buyers.
        tickets_oversold: verified = |check| check
            .part(interleavings("1 ticket, 2 buyers", sold!(shuttle, check_then_act, 1, 2)).possible((2, -1)))
            .control(
                "tickets whose sale checks again",
                interleavings("the same", sold!(shuttle, check_and_act, 1, 2)).possible((2, -1)),
            );

        /// Making the sale itself atomic is enough to sell each ticket once.
        an_atomic_act_is_enough: refuted = |check| check
            .part(interleavings("1 ticket, 2 buyers", sold!(shuttle, check_then_act, 1, 2)).only([(1, 0)]))
            .good_control(
                "tickets whose sale checks again",
                interleavings("1 ticket, 2 buyers", sold!(shuttle, check_and_act, 1, 2)).only([(1, 0)]),
            );

        /// Tickets whose sale succeeds only if the check still holds are not oversold: 1 ticket and 2 buyers, 2 and 3, 3 and 2.
        tickets_sold_once: verified = |check| check
            .part(interleavings("1 ticket, 2 buyers", sold!(shuttle, check_and_act, 1, 2)).at_least(2).only([(1, 0)]))
            .part(interleavings("2 tickets, 3 buyers", sold!(shuttle, check_and_act, 2, 3)).at_least(6).only([(2, 0)]))
            .part(interleavings("3 tickets, 2 buyers", sold!(shuttle, check_and_act, 3, 2)).at_least(2).only([(2, 1)]))
            .part(in_loom("1 ticket, 2 buyers", sold!(loom, check_and_act, 1, 2)).only([(1, 0)]))
            .control(
                "tickets whose check and sale are two steps",
                interleavings("1 ticket, 2 buyers", sold!(shuttle, check_then_act, 1, 2)).only([(1, 0)]),
            );
    }

    page "01-lost-update/what-each-tool-saw.md" {
        /// In the executions that loom explores, too, ten plus one plus one can be eleven.
        ten_plus_one_plus_one_in_loom: verified = |check| check
            .part(in_loom("2 processes, 1 increment each, from 10", total!(loom, racy, 2, 1, from 10)).possible(11))
            .control(
                "the atomic counter",
                in_loom("the same", total!(loom, atomic, 2, 1, from 10)).possible(11),
            );
    }
}

//! What chapter 6 says, each sentence with its check.
//!
//! The pool is a model: its workers are processes of the model, and its list of tasks is
//! one number. Two workers and two to four tasks are enough for each of the bugs.

use interleave::Limits;
use interleave::shuttle::{Sampling, Strategy};
use verdict::{Exploration, interleavings, loom as in_loom, sampled};

use crate::{loom, shuttle};
use shuttle::synchronized::logging;
use shuttle::{at_most, counting, dead_worker, error_flag, find_first, one_list, terminating};

const TWO_TASKS: &str = "2 workers, 2 tasks";
const THREE_TASKS: &str = "2 workers, 3 tasks";
const FOUR_TASKS: &str = "2 workers, 4 tasks";

/// A thousand interleavings. Any other seed would do; it is pinned so that the numbers
/// are the same everywhere.
const DRAWS: Sampling = Sampling {
    seed: 11,
    schedules: 1_000,
    strategy: Strategy::Uniform,
};

/// The count of two workers that count without a lock.
macro_rules! without_lock {
    ($world:ident, $tasks:literal) => {
        || {
            use $world::synchronized::{adding::bare, raw_value::RawValue};
            let counter = RawValue::new(0).named("counter");
            $world::counting::total($tasks, counter, bare, RawValue::get)
        }
    };
}

/// The same under the lock of the counter.
macro_rules! with_lock {
    ($world:ident, $tasks:literal) => {
        || {
            use $world::synchronized::{adding::with_get_lock, value::Value};
            let counter = Value::new(0).named("counter");
            $world::counting::total($tasks, counter, with_get_lock, Value::get)
        }
    };
}

/// What a process sees that looks at the progress of a pool: how many tasks are said to
/// be done, and which are.
fn seen(workers: usize, job: fn(&counting::Progress, usize)) -> Exploration<(usize, [bool; 2])> {
    let bounds = format!("{workers} workers, 2 tasks, 1 onlooker");
    interleavings(bounds, move || counting::meanwhile(workers, job))
}

/// The same: how many are said to be done, and how many are.
fn said_and_done(job: fn(&counting::Progress, usize)) -> Exploration<(usize, usize)> {
    interleavings("2 workers, 2 tasks, 1 onlooker", move || {
        let (said, done) = counting::meanwhile(2, job);
        (said, done.into_iter().filter(|done| *done).count())
    })
}

/// The log of two workers that write a line for each task.
macro_rules! log {
    ($tasks:literal, $task:ident) => {
        || counting::log($tasks, logging::$task)
    };
}

/// What stands in the log, and how many tasks are done.
fn lines<const N: usize>(numbers: [u32; N]) -> (Vec<u32>, u32) {
    (numbers.to_vec(), u32::try_from(N).expect("a short log"))
}

/// Of how many tasks the job says that they ran, or that they did harm, if these fail.
fn runs(
    bounds: &str,
    workers: usize,
    tasks: usize,
    job: fn(&error_flag::Failure, bool) -> bool,
    fails: fn(usize) -> bool,
) -> Exploration<usize> {
    interleavings(bounds, move || error_flag::run(workers, tasks, job, fails))
}

/// Each task fails.
fn each(_: usize) -> bool {
    true
}

/// The first task of the list fails.
fn the_first(task: usize) -> bool {
    task == 0
}

/// What is found among three tasks, of which the last two fit.
fn found(job: find_first::Job) -> Exploration<Option<usize>> {
    interleavings(FITS, move || find_first::search(3, job, |task| task > 0))
}

/// How many tasks are counted and how many reported, if a pool is ended so.
fn ended(
    bounds: &str,
    workers: usize,
    tasks: usize,
    job: terminating::Job,
    ends: fn(&shuttle::killing::Pool<()>),
) -> Exploration<(u32, usize)> {
    interleavings(bounds, move || terminating::end(workers, tasks, job, ends))
}

/// How a list is left by two workers.
fn left(
    workers: usize,
    before: &'static [usize],
    tasks: &'static [usize],
    job: fn(&one_list::List, usize) -> Result<(), one_list::IndexError>,
) -> Exploration<Result<Vec<usize>, one_list::IndexError>> {
    let bounds = format!("{workers} workers, {} tasks", tasks.len());
    interleavings(bounds, move || one_list::run(workers, before, tasks, job))
}

/// How long two workers leave an empty list.
fn length(
    tasks: &'static [usize],
    job: fn(&one_list::List, usize) -> Result<(), one_list::IndexError>,
) -> Exploration<Result<usize, one_list::IndexError>> {
    interleavings(format!("2 workers, {} tasks", tasks.len()), move || {
        one_list::run(2, &[], tasks, job).map(|list| list.len())
    })
}

/// A search that shows what is wrong in its first executions need not be complete.
fn the_first_ones() -> Limits {
    Limits {
        executions: 500,
        ..Limits::default()
    }
}

/// What may be seen if a count of one means that the first task is done.
fn in_order() -> impl Iterator<Item = (usize, [bool; 2])> {
    let marks = [false, true];
    let done = marks
        .into_iter()
        .flat_map(move |first| marks.map(|second| [first, second]));
    done.flat_map(|done| [0, 1, 2].map(|count| (count, done)))
        .filter(|(count, [first, _])| *count != 1 || *first)
}

/// How many are said to be done, and how many are: never fewer.
const NEVER_AHEAD: [(usize, usize); 6] = [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)];

/// What two tasks can come to if the lock is free in the end: how many are counted, and how
/// many of these were reported.
const COUNTED_AND_REPORTED: [(u32, usize); 6] = [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (2, 2)];

/// The same for one task.
const ONE: [(u32, usize); 3] = [(0, 0), (1, 0), (1, 1)];

const FITS: &str = "2 workers, 3 tasks, of which the last 2 fit";

const MANY: &str = "3 workers, 4 tasks";

verdict::claims! {
    chapter "6 Pools, flags and stopping early"; sources crate::SOURCES;

    page "06-pools/counting-tasks.md" {
        /// Without a lock the counter of a pool ends at the number of tasks.
        a_pools_total_is_the_same: refuted = |check| check
            .part(interleavings(THREE_TASKS, without_lock!(shuttle, 3)).only([3]))
            .good_control("the lock, held from the read to the write", interleavings(THREE_TASKS, with_lock!(shuttle, 3)).only([3]));

        /// Under its lock the counter of a pool ends at the number of tasks, in every interleaving.
        counted_under_lock: verified = |check| check
            .part(interleavings(TWO_TASKS, with_lock!(shuttle, 2)).at_least(2).only([2]))
            .part(interleavings(THREE_TASKS, with_lock!(shuttle, 3)).at_least(6).only([3]))
            .control("no lock", interleavings(THREE_TASKS, without_lock!(shuttle, 3)).only([3]));

        /// A pool that counts under the lock, and reads the number for its log later, writes each number once.
        a_pools_log_is_complete: refuted = |check| check
            .part(interleavings(TWO_TASKS, log!(2, after_release)).within(the_first_ones()).only([lines([1, 2]), lines([2, 1])]))
            .good_control(
                "the number taken under the lock",
                interleavings(TWO_TASKS, log!(2, number_under_lock)).only([lines([1, 2]), lines([2, 1])]),
            );

        /// A pool that counts three tasks and writes each line under the lock writes 1, 2, 3.
        a_pools_log_in_order: verified = |check| check
            .part(interleavings(THREE_TASKS, log!(3, line_under_lock)).at_least(6).only([lines([1, 2, 3])]))
            .control("the line written after the release", interleavings(THREE_TASKS, log!(3, number_under_lock)).within(the_first_ones()).only([lines([1, 2, 3])]));

        /// A count of one means that the first task of the list is done.
        one_is_the_first: refuted = |check| check
            .part(seen(2, counting::counts_after).only(in_order()))
            .good_control("one worker", seen(1, counting::counts_after).only(in_order()));

        /// Who counts a task when it is done never says more than is done.
        progress_is_never_ahead: verified = |check| check
            .part(said_and_done(counting::counts_after).exactly(NEVER_AHEAD))
            .control("who counts a task before it is done", said_and_done(counting::counts_before).exactly(NEVER_AHEAD));

        /// Who counts a task when it begins never says more than is done.
        counted_at_the_beginning: refuted = |check| check
            .part(said_and_done(counting::counts_before).only(NEVER_AHEAD))
            .good_control("who counts it at the end", said_and_done(counting::counts_after).only(NEVER_AHEAD));
    }

    page "06-pools/a-flag-stops-late.md" {
        /// When a task has failed and set the flag, no other one has run or will run.
        the_flag_stops_at_once: refuted = |check| check
            .part(runs(THREE_TASKS, 2, 3, error_flag::looks_first, each).only([1]))
            .good_control("a lock from the look to the end of the task", runs(THREE_TASKS, 2, 3, error_flag::all_under_lock, each).only([1]));

        /// If each task fails, as many run as there are workers or fewer, and each of these numbers can be.
        as_many_as_workers: verified = |check| check
            .part(runs(THREE_TASKS, 2, 3, error_flag::looks_first, each).exactly([1, 2]))
            .part(runs(MANY, 3, 4, error_flag::looks_first, each).exactly([1, 2, 3]))
            .control("a lock from the look to the end of the task", runs(THREE_TASKS, 2, 3, error_flag::all_under_lock, each).exactly([1, 2]));

        /// If only the first task fails, any number of the tasks can run.
        a_slow_failure: verified = |check| check
            .part(runs(FOUR_TASKS, 2, 4, error_flag::looks_first, the_first).exactly(1..=4))
            .control("each task fails", runs(FOUR_TASKS, 2, 4, error_flag::looks_first, each).exactly(1..=4));

        /// It is enough to set the flag under a lock.
        a_lock_for_the_flag: refuted = |check| check
            .part(runs(THREE_TASKS, 2, 3, error_flag::sets_under_lock, each).only([1]))
            .good_control("to look and to run under it, too", runs(THREE_TASKS, 2, 3, error_flag::all_under_lock, each).only([1]));

        /// With one lock from the look to the end of the task, one task fails and no other one runs.
        one_lock_for_all: verified = |check| check
            .part(runs(THREE_TASKS, 2, 3, error_flag::all_under_lock, each).at_least(2).only([1]))
            .part(runs(MANY, 3, 4, error_flag::all_under_lock, each).at_least(6).only([1]))
            .control("a lock for setting the flag", runs(THREE_TASKS, 2, 3, error_flag::sets_under_lock, each).only([1]));

        /// If each task looks at the flag before its work, nothing is changed after a failure.
        a_look_before_the_work: refuted = |check| check
            .part(runs(THREE_TASKS, 2, 3, error_flag::looks_and_changes, the_first).only([0]))
            .good_control("a look and the change under one lock", runs(THREE_TASKS, 2, 3, error_flag::looks_under_lock, the_first).only([0]));

        /// If each task looks at the flag and changes something under one lock, nothing is changed after a failure.
        a_look_before_the_change: verified = |check| check
            .part(runs(THREE_TASKS, 2, 3, error_flag::looks_under_lock, the_first).at_least(6).only([0]))
            .control("a look before the work", runs(THREE_TASKS, 2, 3, error_flag::looks_and_changes, the_first).only([0]));
    }

    page "06-pools/the-first-one-found.md" {
        /// What is found first is the first in the list.
        first_to_finish_is_first: refuted = |check| check
            .part(found(find_first::first_to_finish).only([Some(1)]))
            .good_control("the least index", found(find_first::least).only([Some(1)]));

        /// It is enough to keep the least index that was found.
        the_least_in_haste: refuted = |check| check
            .part(found(find_first::least_in_haste).only([Some(1)]))
            .good_control("to finish what comes before it, too", found(find_first::least).only([Some(1)]));

        /// Who keeps the least index, and leaves out only tasks after it, finds the first in the list.
        the_least_is_first: verified = |check| check
            .part(found(find_first::least).at_least(6).only([Some(1)]))
            .part(interleavings("2 workers, 4 tasks, none of which fits", || find_first::search(4, find_first::least, |_| false)).only([None]))
            .control("what is found first", found(find_first::first_to_finish).only([Some(1)]));
    }

    page "06-pools/terminate.md" {
        /// When a pool was terminated and its workers have ended, its lock is free.
        terminated_and_free: refuted = |check| check
            .part(ended("1 worker, 1 task", 1, 1, terminating::counts, terminating::terminates).only(ONE))
            .good_control("workers that hold the signal back", ended("1 worker, 1 task", 1, 1, terminating::holds_back, terminating::terminates).only(ONE));

        /// A pool that hands out no more tasks, and is joined, leaves its lock free, and has reported what it has counted.
        a_polite_stop: verified = |check| check
            .part(ended(TWO_TASKS, 2, 2, terminating::counts, terminating::stops).exactly([(0, 0), (1, 1), (2, 2)]))
            .part(ended(THREE_TASKS, 2, 3, terminating::counts, terminating::stops).exactly([(0, 0), (1, 1), (2, 2), (3, 3)]))
            .control("terminate", ended(TWO_TASKS, 2, 2, terminating::counts, terminating::terminates).exactly([(0, 0), (1, 1), (2, 2)]));

        /// Workers that hold the signal back before they take the lock, and until they have given it back, leave it free.
        held_back: verified = |check| check
            .part(ended(TWO_TASKS, 2, 2, terminating::holds_back, terminating::terminates)
                .exactly(COUNTED_AND_REPORTED))
            .control("workers that hold it back when they have the lock", ended(TWO_TASKS, 2, 2, terminating::holds_back_late, terminating::terminates)
                .exactly(COUNTED_AND_REPORTED));

        /// The signal may be held back as soon as the lock is taken.
        held_back_late: refuted = |check| check
            .part(ended("1 worker, 1 task", 1, 1, terminating::holds_back_late, terminating::terminates).only(ONE))
            .good_control("before it is taken", ended("1 worker, 1 task", 1, 1, terminating::holds_back, terminating::terminates).only(ONE));
    }

    page "06-pools/errors-nobody-reads.md" {
        /// Who waits for as many results as there are tasks is not kept waiting by a worker that dies.
        a_death_is_no_matter: refuted = |check| check
            .part(interleavings("2 workers, 2 tasks, one of them deadly", || dead_worker::one_queue(2, 0)).only([1]))
            .good_control("a channel for each worker", interleavings("2 workers, 2 tasks, one of them deadly", || dead_worker::a_channel_each(2, 0)).only([1]));

        /// With a channel for each worker, its death is seen, and every other result comes.
        a_death_is_seen: verified = |check| check
            .part(interleavings("2 workers, 3 tasks, one of them deadly", || dead_worker::a_channel_each(3, 0)).only([2]))
            .part(interleavings("2 workers, 3 tasks, one of them deadly", || dead_worker::a_channel_each(3, 2)).only([2]))
            .control("one queue", interleavings("2 workers, 3 tasks, one of them deadly", || dead_worker::one_queue(3, 0)).only([2]));
    }

    page "06-pools/one-list-many-workers.md" {
        /// Where each call is whole, a list is filled up to its bound and no further.
        each_call_is_whole: refuted = |check| check
            .part(length(&[0, 1, 2], one_list::without_lock).only([Ok(0), Ok(1), Ok(2)]))
            .good_control("one lock for the look and what follows", length(&[0, 1, 2], one_list::with_lock).only([Ok(0), Ok(1), Ok(2)]));

        /// Where each call is whole, a task that has seen an item at its index takes it out.
        the_item_is_there: refuted = |check| check
            .part(left(2, &[7, 8], &[1, 1], one_list::without_lock).only([Ok(vec![7, 1])]))
            .good_control("one lock for the look and what follows", left(2, &[7, 8], &[1, 1], one_list::with_lock).only([Ok(vec![7, 1])]));

        /// Under one lock the list is never left longer than its bound, and no task fails.
        the_bound_holds: verified = |check| check
            .part(length(&[0, 1, 2], one_list::with_lock).at_least(6).only([Ok(0), Ok(1), Ok(2)]))
            .part(length(&[0, 1, 0, 1], one_list::with_lock).at_least(24).only([Ok(0), Ok(1), Ok(2)]))
            .control("a lock for each call", length(&[0, 1, 2], one_list::without_lock).only([Ok(0), Ok(1), Ok(2)]));

        /// Under one lock the list ends as one worker would leave it.
        a_lock_queues: refuted = |check| check
            .part(left(2, &[], &[0, 1, 2], one_list::with_lock).only([Ok(vec![0, 1])]))
            .good_control("one worker", left(1, &[], &[0, 1, 2], one_list::with_lock).only([Ok(vec![0, 1])]));
    }

    page "06-pools/at-most-n.md" {
        /// A pool of two workers runs one or two tasks at a time, and never three.
        as_many_as_the_pool: verified = |check| check
            .part(interleavings(FOUR_TASKS, || at_most::pool(2, 4)).exactly([1, 2]))
            .control("three workers", interleavings("3 workers, 3 tasks", || at_most::pool(3, 3)).within(the_first_ones()).exactly([1, 2]));

        /// Who waits until there is room, and goes in then, keeps the limit.
        room_was_seen: refuted = |check| check
            .part(interleavings("3 processes, at most 2", at_most::looks_first).only([1, 2]))
            .good_control("to look and to go in as one step", interleavings("3 processes, at most 2", at_most::in_one_step).only([1, 2]));

        /// If to look and to go in is one step, three processes keep a limit of two.
        seen_and_taken: verified = |check| check
            .part(interleavings("3 processes, at most 2", at_most::in_one_step).at_least(6).exactly([1, 2]))
            .control("to look first", interleavings("3 processes, at most 2", at_most::looks_first).exactly([1, 2]));
    }

    page "06-pools/what-each-tool-saw.md" {
        /// A thousand interleavings drawn at random show that the first one found need not be the first in the list.
        first_sampled: verified = |check| check
            .part(sampled(FITS, DRAWS, || find_first::search(3, find_first::first_to_finish, |task| task > 0))
                .possible(Some(2)))
            .control("the least index, every interleaving", found(find_first::least).possible(Some(2)));

        /// In the executions that loom explores, too, the first one found need not be the first in the list, and the least index is.
        first_in_loom: verified = |check| check
            .part(in_loom(FITS, || loom::find_first::search(3, loom::find_first::first_to_finish, |task| task > 0)).possible(Some(2)))
            .part(in_loom(FITS, || loom::find_first::search(3, loom::find_first::least, |task| task > 0)).only([Some(1)]))
            .control(
                "what is found first",
                in_loom(FITS, || loom::find_first::search(3, loom::find_first::first_to_finish, |task| task > 0)).only([Some(1)]),
            );

        /// A thousand interleavings drawn at random leave the lock of a terminated pool free.
        terminate_sampled: refuted = |check| check
            .part(sampled(TWO_TASKS, DRAWS, || terminating::end(2, 2, terminating::counts, terminating::terminates)).only(COUNTED_AND_REPORTED))
            .good_control("workers that hold the signal back", ended(TWO_TASKS, 2, 2, terminating::holds_back, terminating::terminates).only(COUNTED_AND_REPORTED));

        /// Every interleaving of two workers leaves the lock of a terminated pool free.
        terminate_explored: refuted = |check| check
            .part(ended(TWO_TASKS, 2, 2, terminating::counts, terminating::terminates).only(COUNTED_AND_REPORTED))
            .good_control("workers that hold the signal back", ended(TWO_TASKS, 2, 2, terminating::holds_back, terminating::terminates).only(COUNTED_AND_REPORTED));
    }
}

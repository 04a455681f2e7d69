//! What chapter 4 says, each sentence with its check.
//!
//! The processes are those of the model, with the boundary of `spaces` between them.

use interleave::shuttle::{Sampling, Strategy};
use verdict::{Check, interleavings, loom as in_loom, sampled};

use crate::shuttle::copied_lock::{started_while_held, total};
use crate::shuttle::join_before_drain::{drain_first, join_first};
use crate::shuttle::laws::{
    ByPlaces, ByRoom, Narrow, all_done, dies, done_twice, ends, more_than_places,
};
use crate::shuttle::locks::lock::Lock;
use crate::shuttle::made_again::{total_by_argument, total_by_module};
use crate::shuttle::reading::{self, meanwhile, shared_by_two};
use crate::shuttle::spaces::{Copied, Handle, StartMethod};
use crate::shuttle::through_inheritance::total_with_sent;
use crate::shuttle::{feeder, scenarios};
use crate::{OnlyByInheritance, loom};

const TWO: &str = "2 processes, 1 increment each";
const POOL: &str = "2 workers, 2 items";
const PROCESSES: &str = "2 processes";
const READ: &str = "1 writer, 1 reader, 2 items";
const NARROW: &str = "1 place, 1 writer, 2 readers";
const SHARED: &str = "2 readers, 1 item";

/// A thousand interleavings. Any other seed would do; it is pinned so that the numbers
/// are the same everywhere.
const DRAWS: Sampling = Sampling {
    seed: 11,
    schedules: 1_000,
    strategy: Strategy::Uniform,
};

fn handle() -> Handle<Lock> {
    Handle::new(Lock::new())
}

fn copied() -> Copied<Lock> {
    Copied::new(Lock::new())
}

/// What is seen of an outcome: the words of an error, not its type.
fn words<T>(result: Result<T, OnlyByInheritance>) -> Result<T, String> {
    result.map_err(|error| error.to_string())
}

/// What a handle says that was put into a message.
fn refused<T>(object: &str) -> Result<T, String> {
    Err(format!(
        "{object} objects should only be shared between processes through inheritance"
    ))
}

type Contents = Vec<u32>;

/// The contents of the queue, in whatever order.
fn sorted(mut contents: Contents) -> Contents {
    contents.sort_unstable();
    contents
}

fn pool(
    program: fn() -> Result<Contents, OnlyByInheritance>,
) -> impl Fn() -> Result<Contents, String> + Clone + Send + Sync {
    move || words(program().map(sorted))
}

/// How a reader that reads while there are items fares beside one that is told the end.
fn beside_the_end(check: Check) -> Check {
    check.good_control(
        "a last item that says so",
        interleavings(READ, || {
            meanwhile(reading::writes_and_says_so, reading::until_none)
        })
        .only([vec![1, 2]]),
    )
}

verdict::claims! {
    chapter "4 Handles"; sources crate::SOURCES;

    page "04-handles/a-copied-lock.md" {
        /// A lock that each process gets a copy of keeps their increments apart.
        a_copied_lock_excludes: refuted = |check| check
            .part(interleavings(TWO, || total(copied())).only([2]))
            .good_control("a handle of the lock", interleavings(TWO, || total(handle())).only([2]));

        /// In every interleaving of 2 processes, and in what loom explores, a lock that both have a handle of loses nothing.
        a_handle_excludes: verified = |check| check
            .part(interleavings(TWO, || total(handle())).at_least(2).only([2]))
            .part(in_loom(TWO, || {
                use loom::{copied_lock::total, locks::lock::Lock, spaces::Handle};
                total(Handle::new(Lock::new()))
            }).at_least(2).only([2]))
            .control("a copy each", interleavings(TWO, || total(copied())).only([2]))
            .control("a copy each", in_loom(TWO, || {
                use loom::{copied_lock::total, locks::lock::Lock, spaces::Copied};
                total(Copied::new(Lock::new()))
            }).only([2]));

        /// A copy that is made while the lock is held becomes free when the lock does.
        a_held_copy_becomes_free: refuted = |check| check
            .part(interleavings("a holder and its child", || started_while_held(copied())).only([1]))
            .good_control(
                "a handle of the lock",
                interleavings("a holder and its child", || started_while_held(handle())).only([1]),
            );
    }

    page "04-handles/through-inheritance.md" {
        /// A handle of a lock can be sent to a process that runs already.
        a_handle_can_be_sent: refuted = |check| check
            .part(interleavings(PROCESSES, || words(total_with_sent(&handle()))).only([Ok(2)]))
            .good_control(
                "the same handle, given to both processes when they start",
                interleavings(PROCESSES, || words(Ok(total(handle())))).only([Ok(2)]),
            );

        /// A handle of a lock that is put into a message is refused, and the error says what the lock should be shared through.
        a_sent_handle_is_refused: verified = |check| check
            .part(interleavings(PROCESSES, || words(total_with_sent(&handle()))).only([refused("Lock")]))
            .control(
                "the same handle, given to both processes when they start",
                interleavings(PROCESSES, || words(Ok(total(handle())))).only([refused("Lock")]),
            );

        /// A copy of a lock that was sent excludes.
        a_sent_copy_excludes: refuted = |check| check
            .part(interleavings(PROCESSES, || words(total_with_sent(&copied()))).only([Ok(2)]))
            .good_control(
                "a handle, given to both processes when they start",
                interleavings(PROCESSES, || words(Ok(total(handle())))).only([Ok(2)]),
            );
    }

    page "04-handles/fork-and-spawn.md" {
        /// A counter at the top of a module is shared by the children.
        a_module_is_shared: refuted = |check| check
            .part(interleavings("2 spawned children", || total_by_module(StartMethod::Spawn).0).only([2]))
            .good_control(
                "2 forked children",
                interleavings("2 forked children", || total_by_module(StartMethod::Fork).0).only([2]),
            );

        /// Each spawned child counts a counter of its own to 1, and the parent's stays at 0.
        made_again_under_spawn: verified = |check| check
            .part(interleavings("2 spawned children", || total_by_module(StartMethod::Spawn)).only([(0, [1, 1])]))
            .control(
                "2 forked children",
                interleavings("2 forked children", || total_by_module(StartMethod::Fork)).only([(0, [1, 1])]),
            );

        /// Forked children count the parent's counter to 2, and so do children that got it as an argument.
        an_argument_is_shared: verified = |check| check
            .part(interleavings("2 forked children", || total_by_module(StartMethod::Fork)).exactly([(2, [1, 2]), (2, [2, 1])]))
            .part(interleavings("2 children, the counter an argument", total_by_argument).exactly([(2, [1, 2]), (2, [2, 1])]))
            .control(
                "2 spawned children",
                interleavings("2 spawned children", || total_by_module(StartMethod::Spawn)).only([(2, [1, 2]), (2, [2, 1])]),
            );
    }

    page "04-handles/four-scenarios.md" {
        /// Processes that get the lock and the queue as arguments put in every number.
        processes_are_complete: verified = |check| check
            .part(interleavings(PROCESSES, || sorted(scenarios::processes())).only([vec![1, 2]]))
            .control("one number only", interleavings(PROCESSES, || sorted(scenarios::processes())).only([vec![1]]));

        /// Under the lock, the numbers come in the order in which the processes were started.
        a_lock_keeps_the_order: refuted = |check| check
            .part(interleavings(PROCESSES, scenarios::processes).only([vec![1, 2]]))
            .good_control(
                "sorted",
                interleavings(PROCESSES, || sorted(scenarios::processes())).only([vec![1, 2]]),
            );

        /// A pool that finds the lock and the queue in its items is refused the lock.
        pool_items_are_refused: verified = |check| check
            .part(interleavings(POOL, pool(scenarios::pool_by_items)).only([refused("Lock")]))
            .control(
                "both given to the workers when they start",
                interleavings(POOL, pool(scenarios::pool_by_initializer)).only([refused("Lock")]),
            );

        /// If nobody reads what became of the items, the queue is empty, and nobody is told.
        pool_unread_is_silent: verified = |check| check
            .part(interleavings(POOL, scenarios::pool_unread).only([vec![]]))
            .control(
                "both given to the workers when they start",
                interleavings(POOL, || scenarios::pool_by_initializer().unwrap_or_default()).only([vec![]]),
            );

        /// To give the lock to the workers when they start is enough.
        the_lock_alone_is_enough: refuted = |check| check
            .part(interleavings(POOL, pool(scenarios::pool_half_by_initializer)).only([Ok(vec![1, 2])]))
            .good_control(
                "the queue, too",
                interleavings(POOL, pool(scenarios::pool_by_initializer)).only([Ok(vec![1, 2])]),
            );

        /// A pool whose workers get the lock and the queue when they start puts in every number.
        pool_by_initializer_is_complete: verified = |check| check
            .part(interleavings(POOL, pool(scenarios::pool_by_initializer)).only([Ok(vec![1, 2])]))
            .control(
                "both in the items",
                interleavings(POOL, pool(scenarios::pool_by_items)).only([Ok(vec![1, 2])]),
            );
    }

    page "04-handles/a-queue.md" {
        /// A reader that dies with an item in its hand takes nothing else along, if a place is a permit.
        a_dead_reader_takes_nothing: refuted = |check| check
            .part(interleavings(NARROW, || more_than_places(ByPlaces::get_and_die)).only([false]))
            .good_control(
                "a reader that gives the place back",
                interleavings(NARROW, || more_than_places(ByPlaces::get)).only([false]),
            );

        /// If the items themselves say how many came before them, a reader that dies takes no place along, and there are never more items than places.
        room_survives_a_reader: verified = |check| check
            .part(interleavings(NARROW, || more_than_places(ByRoom::get)).only([false]))
            .part(interleavings(NARROW, || more_than_places(ByRoom::get_and_die)).only([false]))
            .control(
                "a place is a permit",
                interleavings(NARROW, || more_than_places(ByPlaces::get_and_die)).only([false]),
            )
            .control(
                "a permit given back before the item is taken",
                interleavings(NARROW, || more_than_places(ByPlaces::get_late)).only([false]),
            );

        /// In every interleaving of two processes, who waits until all items are done sees all that was done.
        all_done_is_all: verified = |check| check
            .part(interleavings("2 processes, 1 item each", || all_done(ends)).only([2]))
            .control(
                "a process that dies before its item is done",
                interleavings("2 processes, 1 item each", || all_done(dies)).only([2]),
            );

        /// An item is done once: of two processes that say so of the same item, one is refused.
        an_item_is_done_once: verified = |check| check
            .part(interleavings("2 processes, 1 item", done_twice).only([1]))
            .control("two are believed", interleavings("2 processes, 1 item", done_twice).only([2]));
    }

    page "04-handles/empty-is-a-guess.md" {
        /// A reader that reads while the queue is not empty reads all items.
        empty_is_the_end: refuted = |check| beside_the_end(check)
            .part(interleavings(READ, || meanwhile(reading::writes, reading::while_not_empty)).only([vec![1, 2]]));

        /// Two readers that look before they take share the items of a queue that nobody writes any more.
        a_look_before_each_get: refuted = |check| check
            .part(interleavings(SHARED, || shared_by_two(reading::while_not_empty)).only([1]))
            .good_control(
                "to look and to take in one step",
                interleavings(SHARED, || shared_by_two(reading::while_any)).only([1]),
            );

        /// Every item is read by a reader that is told the end, by one that counts, and by one that begins when the writer has ended.
        three_ways_to_know_the_end: verified = |check| check
            .part(interleavings(READ, || meanwhile(reading::writes_and_says_so, reading::until_none)).only([vec![1, 2]]))
            .part(interleavings(READ, || meanwhile(reading::writes, reading::so_many)).only([vec![1, 2]]))
            .part(interleavings(READ, reading::afterwards).only([vec![1, 2]]))
            .control(
                "a reader that reads while the queue is not empty",
                interleavings(READ, || meanwhile(reading::writes, reading::while_not_empty)).only([vec![1, 2]]),
            );

        /// A queue with a feeder is not empty when `put` has returned.
        not_empty_after_put: refuted = |check| check
            .part(interleavings("1 item, its feeder", feeder::put_then_look_fed).only([false]))
            .good_control(
                "a queue without a feeder",
                interleavings("1 item, another process that looks", feeder::put_then_look).only([false]),
            );
    }

    page "04-handles/join-before-you-drain.md" {
        /// One may wait for the end of a producer before one takes its items.
        join_before_drain: refuted = |check| check
            .part(interleavings("2 items, room for 1", || join_first(1)).only([vec![1, 2]]))
            .good_control("room for 2", interleavings("2 items, room for 2", || join_first(2)).only([vec![1, 2]]));

        /// Who takes the items and waits for the end of the producer then has all of them.
        drain_before_join: verified = |check| check
            .part(interleavings("2 items, room for 1", || drain_first(1)).only([vec![1, 2]]))
            .control("the other way round", interleavings("2 items, room for 1", || join_first(1)).only([vec![1, 2]]));
    }

    page "04-handles/what-each-tool-saw.md" {
        /// A thousand interleavings drawn at random show that a reader can stop before the first item comes.
        stops_early_sampled: verified = |check| check
            .part(sampled(READ, DRAWS, || meanwhile(reading::writes, reading::while_not_empty)).possible(vec![]))
            .control(
                "a reader that begins when the writer has ended",
                interleavings(READ, reading::afterwards).possible(vec![]),
            );

        /// In what loom explores, too, a reader can stop before the first item comes.
        stops_early_in_loom: verified = |check| check
            .part(in_loom(READ, || {
                use loom::reading::{meanwhile, while_not_empty, writes};
                meanwhile(writes, while_not_empty)
            }).possible(vec![]))
            .control(
                "a reader that begins when the writer has ended",
                in_loom(READ, loom::reading::afterwards).possible(vec![]),
            );
    }
}

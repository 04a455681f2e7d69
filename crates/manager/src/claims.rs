//! What chapter 5 says, each sentence with its check.
//!
//! The server is the real one. The way to it is a channel, and the processes are those of
//! the model.

use std::collections::BTreeSet;
use std::fmt::Debug;

use increment::shuttle::{racy, workers};
use interleave::shuttle::{Sampling, Strategy, explore};
use verdict::{Check, Exploration, interleavings, sampled};

use crate::shuttle::ask_the_server::{self, BestProxy, Keeper};
use crate::shuttle::both_or_neither::{self, Pockets, coins};
use crate::shuttle::bounded_list::{self, by_processes};
use crate::shuttle::channel::{Channel, ListProxy, LockProxy, ValueProxy};
use crate::shuttle::copies::{self, Nested, Plain};
use crate::shuttle::increments::{self, Counter};
use crate::shuttle::last_one::{self, Taken};
use crate::shuttle::{dead_owner, empty_then_get, methods, one_call, scenarios};
use crate::{ProxyError, Refused};

/// So many processes, with so many increments each.
type Size = (usize, usize);

fn size((processes, each): Size) -> String {
    let times = if each == 1 { "increment" } else { "increments" };
    format!("{processes} processes, {each} {times} each")
}

/// The totals of increments through proxies.
fn totals<C: Counter>(at: Size, increment: fn(&C)) -> Exploration<u32> {
    interleavings(size(at), move || increments::total(at.0, at.1, increment))
}

/// The totals of the racy increments of chapter 1.
fn of_chapter_1((processes, each): Size) -> BTreeSet<u32> {
    all_of(move || workers::total::<racy::Counter>(0, processes, each))
}

/// All that a program which always ends can return.
fn all_of<T>(body: impl Fn() -> T + Send + Sync + 'static) -> BTreeSet<T>
where
    T: Clone + Ord + Debug + Send + 'static,
{
    let outcomes = explore(body).outcomes().into_iter();
    let returned = outcomes.map(|outcome| outcome.returned().expect("it ends").clone());
    returned.collect()
}

/// Each size with exactly the totals of chapter 1.
fn as_in_chapter_1<C: Counter>(check: Check, sizes: &[Size], increment: fn(&C)) -> Check {
    sizes.iter().fold(check, |check, at| {
        check.part(totals(*at, increment).exactly(of_chapter_1(*at)))
    })
}

/// Each size with the whole total and nothing else. The increments can come in so many
/// orders.
fn nothing_lost<C: Counter>(check: Check, sizes: &[Size], increment: fn(&C)) -> Check {
    let factorial = |n: usize| (1..=n as u64).product::<u64>();
    sizes.iter().fold(check, |check, at| {
        let (processes, each) = *at;
        let orders = factorial(processes * each) / factorial(each).pow(processes as u32);
        let total = u32::try_from(processes * each).expect("the sizes are small");
        check.part(totals(*at, increment).at_least(orders).only([total]))
    })
}

const TWO: Size = (2, 1);
const TWICE: Size = (2, 2);
const THREE: Size = (3, 1);

/// What the list inside contains when so many processes have put a number each into it.
fn inside<O: copies::Outer>(processes: u32, change: fn(&O, u32)) -> Exploration<Vec<u32>> {
    let processes_of = if processes == 1 {
        "process"
    } else {
        "processes"
    };
    interleavings(
        format!("{processes} {processes_of}, 1 number each"),
        move || copies::inside(processes, change),
    )
}

/// What two processes get out of a list with one item, in whatever order.
fn taken(takes: fn(&LockProxy, &ListProxy<u32>) -> Taken) -> Exploration<[Taken; 2]> {
    interleavings(ONE_ITEM, move || sorted(last_one::by_two(takes)))
}

/// The same for a queue.
fn taken_from_queue(
    takes: fn(&crate::shuttle::channel::QueueProxy<u32>) -> Taken,
) -> Exploration<[Taken; 2]> {
    interleavings(ONE_ITEM, move || sorted(empty_then_get::by_two(takes)))
}

const ONE_ITEM: &str = "2 processes, 1 item";

fn sorted<L: AsMut<[T]>, T: Ord>(mut all: L) -> L {
    all.as_mut().sort();
    all
}

/// What a list contains into which two processes put two items each.
fn put(puts: fn(&ListProxy<u32>, [u32; 2])) -> Exploration<Vec<u32>> {
    interleavings("2 processes, 2 items each", move || one_call::by_two(puts))
}

/// The two items of one process, and those of the other one.
fn together() -> [Vec<u32>; 2] {
    [vec![1, 2, 8, 9], vec![8, 9, 1, 2]]
}

/// What is counted while a coin is moved.
fn counted(moves: fn(&Pockets), counts: fn(&Pockets) -> u32) -> Exploration<u32> {
    interleavings("1 coin, 2 pockets", move || coins(moves, counts))
}

/// The best of two scores.
fn best<K: Keeper>(keeps: fn(&K, u32)) -> Exploration<u32> {
    interleavings("2 processes, 1 score each", move || {
        ask_the_server::best(keeps)
    })
}

/// How many calls an increment is.
fn calls<C: Counter>(how: &str, increment: fn(&C)) -> Exploration<u64> {
    interleavings(format!("1 increment, {how}"), move || {
        increments::calls(increment)
    })
}

/// Whether the best score can be asked for something by this name.
fn called(method: &'static str) -> bool {
    ask_the_server::asked_by_name(method).is_ok()
}

const POOL: &str = "2 workers, 2 items";
const PROCESSES: &str = "2 processes";

/// What the queue contains when all tasks are over, in whatever order: without a manager.
fn without_manager() -> Result<Vec<u32>, String> {
    let contents = handles::shuttle::scenarios::pool_by_items();
    contents.map(sorted).map_err(|error| error.to_string())
}

/// The same with a manager.
fn in_the_pool() -> Result<Vec<u32>, String> {
    let contents = scenarios::pool_by_items();
    contents.map(sorted).map_err(|error| error.to_string())
}

/// One of them gets it, and the other one hears that there is none.
const FAIR: [Taken; 2] = [Ok(None), Ok(Some(7))];

/// One of them gets it, and the other one an error.
const UNFAIR: [Taken; 2] = [
    Ok(Some(7)),
    Err(ProxyError::Refused(Refused::IndexOutOfRange)),
];

type Left = Result<Vec<u32>, ProxyError>;

/// How a list is left by one process for each number.
fn left(
    before: &'static [u32],
    numbers: &'static [u32],
    job: bounded_list::Job,
) -> Exploration<Left> {
    let bounds = format!("{} processes, 1 number each", numbers.len());
    interleavings(bounds, move || by_processes(before, numbers, job))
}

/// How one process leaves it that does all of that: in each order of the numbers.
fn one_by_one(before: &'static [u32], numbers: &'static [u32]) -> BTreeSet<Left> {
    let orders = orders(numbers).into_iter();
    let left = orders.flat_map(|order| all_of(move || bounded_list::in_order(before, &order)));
    left.collect()
}

/// Every order of these.
fn orders(numbers: &[u32]) -> Vec<Vec<u32>> {
    let Some((first, rest)) = numbers.split_first() else {
        return vec![Vec::new()];
    };
    let with_first = |order: Vec<u32>| {
        (0..=order.len()).map(move |place| {
            let mut order = order.clone();
            order.insert(place, *first);
            order
        })
    };
    orders(rest).into_iter().flat_map(with_first).collect()
}

/// The methods that are not one call.
fn not_one_call() -> Vec<methods::Method> {
    vec![
        ("list.sort", 2),
        ("for item in &list", 4),
        ("dict.fetch_update", 2),
        ("lock.hold", 2),
        ("rlock.hold", 2),
    ]
}

/// What the next owner of a lock hears and finds.
fn next(owner: fn(&LockProxy, &ValueProxy<bool>)) -> Exploration<(bool, bool)> {
    interleavings("an owner, and the next one", move || {
        dead_owner::next(owner)
    })
}

/// It is told that the owner died exactly if the work is half done.
const TOLD: [(bool, bool); 2] = [(false, false), (true, true)];

/// A thousand interleavings. Any other seed would do; it is pinned so that the numbers
/// are the same everywhere.
const DRAWS: Sampling = Sampling {
    seed: 11,
    schedules: 1_000,
    strategy: Strategy::Uniform,
};

verdict::claims! {
    chapter "5 Manager proxies"; sources crate::SOURCES, beside crate::CORE;

    page "05-manager-proxies/one-call.md" {
        /// What one call puts into a list stays together.
        one_call_is_whole: verified = |check| check
            .part(put(one_call::both_at_once).exactly(together()))
            .control("two calls", put(one_call::one_by_one).exactly(together()));

        /// What two calls put into a list stays together.
        two_calls_are_whole: refuted = |check| check
            .part(put(one_call::one_by_one).only(together()))
            .good_control("one call", put(one_call::both_at_once).only(together()));
    }

    page "05-manager-proxies/two-calls-are-not.md" {
        /// Two processes that add one each through a proxy end with 2.
        a_proxy_is_safe: refuted = |check| check
            .part(totals(TWO, increments::racy).only([2]))
            .good_control("the server adds", totals(TWO, increments::added).only([2]));

        /// Two processes that increment a value of a server once or twice each end with the totals of chapter 1, all of them, and with no other.
        proxies_lose_as_memory: verified = |check| as_in_chapter_1(check, &[TWO, TWICE], increments::racy)
            .control("the server adds", totals(TWICE, increments::added).exactly(of_chapter_1(TWICE)));

        /// An item of a list, a value of a dictionary, an attribute of a namespace and an item of an array lose as much.
        every_type_loses: verified = |check| {
            let check = as_in_chapter_1(check, &[TWO], increments::racy_list);
            let check = as_in_chapter_1(check, &[TWO, TWICE], increments::racy_dict);
            let check = as_in_chapter_1(check, &[TWO], increments::racy_namespace);
            as_in_chapter_1(check, &[TWO], increments::racy_array)
                .control("the server adds", totals(TWO, increments::added).exactly(of_chapter_1(TWO)))
        };

        /// Under a lock that lies in the server, too, nothing is lost.
        a_lock_proxy_cures: verified = |check| nothing_lost(check, &[TWO, THREE], increments::locked)
            .control("no lock", totals(TWO, increments::racy).only([2]));

        /// Under a lock that lies in shared memory, nothing is lost either.
        a_lock_in_memory_cures: verified = |check| nothing_lost(check, &[TWO, TWICE], increments::locked_in_memory)
            .control("no lock", totals(TWO, increments::racy).only([2]));

        /// An increment is two calls; four under a lock that lies in the server, and two under one that lies in shared memory; and one if the server adds.
        so_many_calls: verified = |check| check
            .part(calls("no lock", increments::racy).only([2]))
            .part(calls("a lock in the server", increments::locked).only([4]))
            .part(calls("a lock in memory", increments::locked_in_memory).only([2]))
            .part(calls("by the server", increments::added).only([1]))
            .control("two calls", calls("no lock", increments::racy).only([1]));
    }

    page "05-manager-proxies/ask-the-server.md" {
        /// If the server adds, nothing is lost.
        the_server_adds: verified = |check| nothing_lost(check, &[TWO, TWICE, THREE], increments::added)
            .control("two calls", totals(TWO, increments::racy).only([2]));

        /// If each puts its sum in only where it finds what it has read, and begins anew otherwise, nothing is lost.
        updated_until_it_fits: verified = |check| nothing_lost(check, &[TWO], increments::updated)
            .control("put in, whatever is there", totals(TWO, increments::racy_dict).only([2]));

        /// Who looks while a coin is moved by two calls counts one coin.
        moved_by_two: refuted = |check| check
            .part(counted(both_or_neither::moved_by_two, both_or_neither::counted_by_one).only([1]))
            .good_control("moved by one call", counted(both_or_neither::moved_by_one, both_or_neither::counted_by_one).only([1]));

        /// Who counts by two calls counts one coin, if it is moved by one.
        counted_by_two: refuted = |check| check
            .part(counted(both_or_neither::moved_by_one, both_or_neither::counted_by_two).only([1]))
            .good_control("counted by one call", counted(both_or_neither::moved_by_one, both_or_neither::counted_by_one).only([1]));

        /// If one call moves the coin, and one call counts, there is one coin.
        both_or_neither: verified = |check| check
            .part(counted(both_or_neither::moved_by_one, both_or_neither::counted_by_one).at_least(2).only([1]))
            .control("moved by two calls", counted(both_or_neither::moved_by_two, both_or_neither::counted_by_one).only([1]));

        /// Two processes that look at the best score, and put theirs in if it is better, keep the best one.
        the_best_is_kept: refuted = |check| check
            .part(best::<ValueProxy<u32>>(ask_the_server::keeps).only([9]))
            .good_control("a method in the server", best::<BestProxy<Channel>>(ask_the_server::offers).only([9]));

        /// A method of a registered type is one call: the best score is kept.
        a_method_is_one_call: verified = |check| check
            .part(best::<BestProxy<Channel>>(ask_the_server::offers).at_least(2).only([9]))
            .control("two calls", best::<ValueProxy<u32>>(ask_the_server::keeps).only([9]));

        /// A method that is not exposed can be called by its name.
        a_hidden_method: refuted = |check| check
            .part(interleavings("1 process", || called("forget")).only([true]))
            .good_control("a method that is exposed", interleavings("1 process", || called("score")).only([true]));
    }

    page "05-manager-proxies/copies-and-proxies.md" {
        /// What is put into a list that lies in a shared list stays there.
        what_is_inside_is_shared: refuted = |check| check
            .part(inside::<Plain>(1, copies::in_a_copy).only([vec![1]]))
            .good_control("a proxy inside", inside::<Nested>(1, copies::in_a_proxy).only([vec![1]]));

        /// One process that reads the copy, changes it and puts it back changes the list inside.
        put_back_by_one: verified = |check| check
            .part(inside::<Plain>(1, copies::put_back).only([vec![1]]))
            .control("not put back", inside::<Plain>(1, copies::in_a_copy).only([vec![1]]));

        /// Two processes that put it back lose nothing.
        put_back_by_two: refuted = |check| check
            .part(inside::<Plain>(2, copies::put_back).only([vec![1, 2], vec![2, 1]]))
            .good_control("under a lock", inside(2, copies::put_back_locked).only([vec![1, 2], vec![2, 1]]));

        /// A proxy inside leads to the one list: what two processes put into it is there.
        a_proxy_inside: verified = |check| check
            .part(inside::<Nested>(2, copies::in_a_proxy).exactly([vec![1, 2], vec![2, 1]]))
            .control("a copy that is put back", inside::<Plain>(2, copies::put_back).exactly([vec![1, 2], vec![2, 1]]));
    }

    page "05-manager-proxies/look-then-take.md" {
        /// Who has seen an item in the list takes it.
        a_look_through_a_proxy: refuted = |check| check
            .part(taken(last_one::looks_first).only([FAIR]))
            .good_control("under a lock", taken(last_one::looks_under_lock).only([FAIR]));

        /// Either the second process sees an empty list, or it gets the error of the server with its own type, and nothing else can be.
        the_error_crosses: verified = |check| check
            .part(taken(last_one::looks_first).exactly([FAIR, UNFAIR]))
            .control("under a lock", taken(last_one::looks_under_lock).exactly([FAIR, UNFAIR]));

        /// Under a lock, and by one call that says when there is nothing, one process gets the item and the other one hears that there is none.
        looked_and_taken: verified = |check| check
            .part(taken(last_one::looks_under_lock).at_least(2).only([FAIR]))
            .part(taken(last_one::takes).at_least(2).only([FAIR]))
            .control("two calls", taken(last_one::looks_first).only([FAIR]));

        /// Of two processes that ask whether a queue is empty before they take, one takes the item, and the other one hears that there is none.
        empty_through_a_proxy: refuted = |check| check
            .part(taken_from_queue(empty_then_get::asks_first).only([FAIR]))
            .good_control("to take, and hear it", taken_from_queue(empty_then_get::takes).only([FAIR]));

        /// A list in a server ends as if one process had done all jobs one by one.
        as_one_by_one: refuted = |check| check
            .part(left(&[7], &[0, 1], bounded_list::job).only(one_by_one(&[7], &[0, 1])))
            .good_control("under a lock", left(&[7], &[0, 1], bounded_list::locked_job).only(one_by_one(&[7], &[0, 1])));

        /// Under a lock that lies in the server it does, in one order of the jobs or another.
        locked_one_by_one: verified = |check| check
            .part(left(&[7], &[0, 1], bounded_list::locked_job).exactly(one_by_one(&[7], &[0, 1])))
            .part(left(&[7, 8], &[1, 1], bounded_list::locked_job).exactly(one_by_one(&[7, 8], &[1, 1])))
            .part(left(&[], &[0, 1, 2], bounded_list::locked_job).exactly(one_by_one(&[], &[0, 1, 2])))
            .control("no lock", left(&[7, 8], &[1, 1], bounded_list::job).exactly(one_by_one(&[7, 8], &[1, 1])));
    }

    page "05-manager-proxies/thirteen-types.md" {
        /// Of the methods that were tried, of all thirteen types, each is one call, but for these: to hold a lock and give it back is two; to sort a list and to update a value of a dictionary by a function are two, if nobody comes between; and to go through a list of three is four.
        methods_are_calls: verified = |check| check
            .part(interleavings("1 process", methods::not_one_call).only([not_one_call()]))
            .control("none of them is more than one", interleavings("1 process", methods::not_one_call).only([vec![]]));
    }

    page "05-manager-proxies/when-somebody-dies.md" {
        /// Who gets the lock of a client that died is told; who gets it before, or from a client that lives, is told nothing.
        the_next_owner_is_told: verified = |check| check
            .part(next(dead_owner::killed).exactly(TOLD))
            .part(next(dead_owner::lives).only([(false, false)]))
            .control("a server that does not learn of the death", next(dead_owner::unnoticed).exactly(TOLD));

        /// A lock whose owner has ended goes to the next who asks, whether or not the server learns of the end.
        a_silent_death: refuted = |check| check
            .part(next(dead_owner::unnoticed).only(TOLD))
            .good_control("a server that learns of it", next(dead_owner::killed).only(TOLD));
    }

    page "05-manager-proxies/what-each-tool-saw.md" {
        /// A thousand interleavings drawn at random show that an increment through a proxy can be lost.
        proxies_sampled: verified = |check| check
            .part(sampled(size(TWO), DRAWS, || increments::total_racy::<2>(1)).possible(1))
            .control("the server adds, every interleaving", totals(TWO, increments::added).possible(1));

        /// A thousand interleavings drawn at random show that a list can have no item for somebody who has seen one.
        look_sampled: verified = |check| check
            .part(sampled(ONE_ITEM, DRAWS, || sorted(last_one::by_two(last_one::looks_first))).possible(UNFAIR))
            .control("under a lock, every interleaving", taken(last_one::looks_under_lock).possible(UNFAIR));
    }

    page "04-handles/four-scenarios.md" {
        /// A pool that finds the proxies of a lock and a queue in its items puts in every number.
        manager_pool_is_complete: verified = |check| check
            .part(interleavings(POOL, in_the_pool).only([Ok(vec![1, 2])]))
            .control("handles in the items", interleavings(POOL, without_manager).only([Ok(vec![1, 2])]));

        /// Processes that get the proxies as arguments put in every number.
        manager_processes_are_complete: verified = |check| check
            .part(interleavings(PROCESSES, || sorted(scenarios::processes())).only([vec![1, 2]]))
            .control("one number only", interleavings(PROCESSES, || sorted(scenarios::processes())).only([vec![1]]));
    }
}

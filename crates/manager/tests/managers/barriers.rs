//! CPython's own cases of barriers, through a manager: five parties, four of them processes.

use std::thread;

use handles::entries;
use handles::live::{Context, Entry, Process, ProcessError};
use libtest_mimic::Trial;
use manager::live::{BarrierProxy, ListProxy, LockProxy, Manager, QueueProxy};
use manager::{Makes, ProxyError, Refused};
use serde::{Deserialize, Serialize};

use super::case::Outcome;
use super::words::{SOON, both, ends_well, goes_well, manager, refused, started, wait_until};

pub(crate) fn entries() -> Vec<Entry> {
    entries![
        passes,
        tells_its_place,
        acts,
        aborts,
        resets,
        aborts_and_resets,
        is_late,
        passes_alone,
        counts,
    ]
}

pub(crate) fn trials() -> Vec<Trial> {
    [
        both("_TestBarrier.test_barrier", |context| lockstep(context, 1)),
        both("_TestBarrier.test_barrier_10", |context| {
            lockstep(context, 10)
        }),
        both("_TestBarrier.test_wait_return", test_wait_return),
        both("_TestBarrier.test_action", test_action),
        both("_TestBarrier.test_abort", test_abort),
        both("_TestBarrier.test_reset", test_reset),
        both("_TestBarrier.test_abort_and_reset", test_abort_and_reset),
        both("_TestBarrier.test_timeout", test_timeout),
        both("_TestBarrier.test_single_thread", test_single_thread),
        both("_TestBarrier.test_thousand", test_thousand),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const PARTIES: u32 = 5;
/// As which one comes the party that does otherwise than the rest.
const ODD: u32 = PARTIES / 2;
const ALL: usize = PARTIES as usize;

/// What all parties use.
#[derive(Clone, Serialize, Deserialize)]
struct Shared {
    barrier: BarrierProxy,
    /// Keeps those apart who reset it from those who come.
    second: BarrierProxy,
    results: [ListProxy<()>; 3],
    rounds: usize,
}

impl Shared {
    fn of(manager: &Manager, rounds: usize) -> Result<Shared, ProxyError> {
        Ok(Shared {
            barrier: manager.barrier(PARTIES)?,
            second: manager.barrier(PARTIES)?,
            results: [manager.list([])?, manager.list([])?, manager.list([])?],
            rounds,
        })
    }

    fn lengths(&self) -> Result<[usize; 3], ProxyError> {
        let [one, two, three] = &self.results;
        Ok([one.len()?, two.len()?, three.len()?])
    }
}

/// Runs a party here and in four processes.
fn run(context: Context, party: impl Party, shared: &Shared) -> Outcome {
    let start = |_| started(context.process(party, shared.clone()));
    let processes: Vec<Process> = (1..PARTIES)
        .map(start)
        .collect::<Result<_, ProcessError>>()?;
    party(shared.clone())?;
    processes.into_iter().try_for_each(ends_well)
}

/// What a party does.
trait Party: Fn(Shared) -> Result<(), ProxyError> + Copy + Send + Sync + 'static {}

impl<F: Fn(Shared) -> Result<(), ProxyError> + Copy + Send + Sync + 'static> Party for F {}

fn passes(shared: Shared) -> Result<(), ProxyError> {
    let Shared {
        barrier,
        results: [before, after, _],
        rounds,
        ..
    } = shared;
    assert_eq!(barrier.parties()?, PARTIES);
    for round in 0..rounds {
        before.append(&())?;
        assert_eq!(after.len()?, round * ALL);
        barrier.wait()?;
        after.append(&())?;
        assert_eq!(before.len()?, (round + 1) * ALL);
        barrier.wait()?;
    }
    assert_eq!(barrier.n_waiting()?, 0);
    assert!(!barrier.is_broken()?);
    Ok(())
}

fn lockstep(context: Context, rounds: usize) -> Outcome {
    let shared = Shared::of(&manager(context)?, rounds)?;
    run(context, passes, &shared)?;
    assert_eq!(shared.lengths()?, [rounds * ALL, rounds * ALL, 0]);
    Ok(())
}

fn tells_its_place((barrier, places): (BarrierProxy, QueueProxy<u32>)) -> Result<(), ProxyError> {
    places.put(&barrier.wait()?)
}

/// All places are asked for, not only how often the first one comes.
fn test_wait_return(context: Context) -> Outcome {
    let manager = manager(context)?;
    let both = (manager.barrier(PARTIES)?, manager.queue(0)?);
    let start = |_| started(context.process(tells_its_place, both.clone()));
    let processes: Vec<_> = (1..PARTIES).map(start).collect::<Result<_, _>>()?;
    tells_its_place(both.clone())?;
    let mut places: Vec<u32> = (0..PARTIES)
        .map(|_| both.1.get())
        .collect::<Result<_, _>>()?;
    places.sort_unstable();
    assert!(places.into_iter().eq(0..PARTIES));
    processes.into_iter().try_for_each(ends_well)
}

fn acts(shared: Shared) -> Result<(), ProxyError> {
    let result = &shared.results[0];
    shared.barrier.wait_with(|| {
        result.append(&()).expect("the server is there");
    })?;
    assert_eq!(result.len()?, 1);
    Ok(())
}

/// There the server runs the action, here the party that comes last.
fn test_action(context: Context) -> Outcome {
    let shared = Shared::of(&manager(context)?, 1)?;
    run(context, acts, &shared)?;
    assert_eq!(shared.lengths()?, [1, 0, 0]);
    Ok(())
}

const BROKEN: Result<u32, ProxyError> = Err(ProxyError::Refused(Refused::BrokenBarrier));

/// Whether it went through.
fn passed(barrier: &BarrierProxy) -> Result<bool, ProxyError> {
    match barrier.wait() {
        broken if broken == BROKEN => Ok(false),
        came => came.map(|_| true),
    }
}

fn aborts(shared: Shared) -> Result<(), ProxyError> {
    let Shared {
        barrier,
        results: [through, thrown_out, _],
        ..
    } = shared;
    if barrier.wait()? == ODD {
        return barrier.abort();
    }
    if passed(&barrier)? {
        through
    } else {
        thrown_out
    }
    .append(&())
}

fn test_abort(context: Context) -> Outcome {
    let shared = Shared::of(&manager(context)?, 1)?;
    run(context, aborts, &shared)?;
    assert_eq!(shared.lengths()?, [0, ALL - 1, 0]);
    assert!(shared.barrier.is_broken()?);
    assert_eq!(shared.barrier.wait(), refused(Refused::BrokenBarrier));
    Ok(())
}

fn resets(shared: Shared) -> Result<(), ProxyError> {
    let Shared {
        barrier,
        results: [through, thrown_out, again],
        ..
    } = shared;
    if barrier.wait()? == ODD {
        // All others are in it again.
        wait_until(|| barrier.n_waiting().expect("the server is there") == ALL - 1);
        barrier.reset()?;
    } else if passed(&barrier)? {
        through.append(&())?;
    } else {
        thrown_out.append(&())?;
    }
    barrier.wait()?;
    again.append(&())
}

fn test_reset(context: Context) -> Outcome {
    let shared = Shared::of(&manager(context)?, 1)?;
    run(context, resets, &shared)?;
    assert_eq!(shared.lengths()?, [0, ALL - 1, ALL]);
    Ok(())
}

fn aborts_and_resets(shared: Shared) -> Result<(), ProxyError> {
    let (barrier, second) = (shared.barrier.clone(), shared.second.clone());
    let again = shared.results[2].clone();
    aborts(shared)?;
    if second.wait()? == ODD {
        barrier.reset()?;
    }
    second.wait()?;
    barrier.wait()?;
    again.append(&())
}

fn test_abort_and_reset(context: Context) -> Outcome {
    let shared = Shared::of(&manager(context)?, 1)?;
    run(context, aborts_and_resets, &shared)?;
    assert_eq!(shared.lengths()?, [0, ALL - 1, ALL]);
    assert!(!shared.barrier.is_broken()?);
    Ok(())
}

fn is_late(shared: Shared) -> Result<(), ProxyError> {
    if shared.barrier.wait()? == ODD {
        // Until it has broken for the others.
        wait_until(|| shared.barrier.is_broken().expect("the server is there"));
    }
    assert_eq!(shared.barrier.wait_for(SOON), BROKEN);
    shared.results[0].append(&())
}

/// A barrier has no time of its own, so this is `test_default_timeout`, too. Who is late
/// does not sleep: it comes when the barrier is broken.
fn test_timeout(context: Context) -> Outcome {
    let shared = Shared::of(&manager(context)?, 1)?;
    run(context, is_late, &shared)?;
    assert_eq!(shared.lengths()?, [ALL, 0, 0]);
    Ok(())
}

fn passes_alone(barrier: BarrierProxy) -> Result<(), ProxyError> {
    assert_eq!([barrier.wait()?, barrier.wait()?], [0, 0]);
    Ok(())
}

/// In a child and in a thread as well.
fn test_single_thread(context: Context) -> Outcome {
    let barrier = manager(context)?.barrier(1)?;
    goes_well(context.process(passes_alone, barrier.clone()))?;
    let alone = barrier.clone();
    thread::spawn(|| passes_alone(alone))
        .join()
        .expect("it does not panic")?;
    Ok(passes_alone(barrier)?)
}

type Counting = ((BarrierProxy, LockProxy), QueueProxy<u32>);

/// How many rounds: few where each call goes to a server.
const ROUNDS: u32 = 100;

fn counts(((barrier, lock), seen): Counting) -> Result<(), ProxyError> {
    for round in 0..ROUNDS {
        barrier.wait()?;
        let _guard = lock.hold()?;
        seen.put(&round)?;
    }
    Ok(())
}

/// CPython skips it for managers. A hundred rounds will do.
fn test_thousand(context: Context) -> Outcome {
    let manager = manager(context)?;
    let seen = manager.queue(0)?;
    let all = ((manager.barrier(PARTIES)?, manager.lock()?), seen.clone());
    let start = |_| started(context.process(counts, all.clone()));
    let processes: Vec<_> = (0..PARTIES).map(start).collect::<Result<_, _>>()?;
    for round in 0..ROUNDS {
        for _ in 0..PARTIES {
            assert_eq!(seen.get()?, round);
        }
    }
    processes.into_iter().try_for_each(ends_well)
}

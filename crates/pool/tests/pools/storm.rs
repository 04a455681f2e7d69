//! Workers that are killed at a hundred moments while they work: nobody waits for ever,
//! each task has one result, and nothing that was acknowledged is lost or done twice.
//!
//! The moments are pinned as far as the parent can pin them: it counts the results that it
//! has heard of. Where the workers are then is up to the kernel.

use std::collections::BTreeSet;
use std::iter::successors;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use handles::live::{Context, Handle};
use libtest_mimic::Trial;
use pool::live::{Pool, PoolError};

use super::case::Outcome;
use super::death::kill;
use super::left::{children, descriptors};
use super::tasks::{both, pid};

/// How many workers are killed.
const KILLS: usize = 100;
/// How many tasks there are between two of them.
const TASKS: usize = 60;

/// How often each task was begun and was finished.
pub(crate) type Slots = Handle<[[AtomicU32; TASKS]; 2]>;

static SLOTS: OnceLock<Slots> = OnceLock::new();

pub(crate) fn use_slots(slots: Slots) {
    assert!(SLOTS.set(slots).is_ok(), "a worker begins once");
}

pub(crate) fn on_slot(task: usize) -> usize {
    let [begun, finished] = &**SLOTS.get().expect("the initializer has run");
    begun[task].fetch_add(1, SeqCst);
    finished[task].fetch_add(1, SeqCst);
    task
}

pub(crate) fn trials() -> Vec<Trial> {
    both("100 workers are killed while a pool works", storm)
}

fn storm(context: Context) -> Outcome {
    let before = (children(), descriptors());
    // A generator of Lehmer's: any moments would do, these are the same in each run.
    let mut moments = successors(Some(11_u64), |now| Some(now * 48_271 % 0x7fff_ffff));
    let mut next = move |below: usize| {
        let moment = moments.next().expect("it never ends");
        usize::try_from(moment).expect("it is small") % below
    };
    let (mut victims, mut lost) = (BTreeSet::new(), 0);
    let slots: Slots = context.share([const { [const { AtomicU32::new(0) }; TASKS] }; 2])?;
    let pool = Pool::builder(context)
        .workers(3)
        .initializer(use_slots, slots.clone())
        .start()?;
    let [begun, finished] = &*slots;
    for _ in 0..KILLS {
        for slot in begun.iter().chain(finished) {
            slot.store(0, SeqCst);
        }
        let workers = BTreeSet::from_iter(pool.chunk_size(1).map(pid, 0..9)?);
        let victim = *workers.iter().nth(next(workers.len())).expect("one works");
        let moment = next(TASKS);
        let results = pool.lead(9).imap(on_slot, 0..TASKS)?;
        let mut told = 0;
        for (task, result) in results.enumerate() {
            if task == moment {
                kill(victim)?;
                victims.insert(victim);
            }
            told += 1;
            let (begun, finished) = (begun[task].load(SeqCst), finished[task].load(SeqCst));
            match result {
                Ok(same) => assert_eq!((same, begun, finished), (task, 1, 1)),
                Err(PoolError::WorkerDied { index, pid, .. }) => {
                    assert_eq!((index, pid), (task, victim));
                    // It may have finished, and died before it could say so.
                    assert!(begun <= 1 && finished <= begun, "it was done again");
                    lost += 1;
                }
                Err(other) => return Err(other.into()),
            }
        }
        assert_eq!(told, TASKS, "each task has one result");
    }
    assert_eq!(victims.len(), KILLS, "somebody worked who was dead");
    assert!(lost <= KILLS, "a worker has one task in hand");
    drop(pool);
    drop(slots);
    assert_eq!((children(), descriptors()), before, "something is left");
    Ok(())
}

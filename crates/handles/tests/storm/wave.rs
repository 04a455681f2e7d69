//! One wave: a few processes that work through one queue, and some of them are killed.

use std::num::NonZero;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use handles::live::{Context, Handle, Process, Queue, QueueError, SimpleQueue};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;
use recursive_lock::real::guard::hold;
use serde::{Deserialize, Serialize};
use synchronized::real::value::Value;

use super::audit::Audit;
use super::case::{Outcome, wait_for_ever};

/// How many items a wave has: few enough that the kernel holds all their results.
const ITEMS: usize = 128;

/// What is put in for each survivor when there are no more items.
const NO_MORE: u32 = u32::MAX;

/// What the processes of a wave share.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Shared {
    items: Queue<u32>,
    /// Who has done it, and which item.
    results: SimpleQueue<(u32, u32)>,
    acknowledged: Handle<[AtomicU32; ITEMS]>,
    /// How many items were done by anybody.
    done: Handle<AtomicU32>,
    /// The sum of the items that survivors have done. Who is killed never takes its lock:
    /// that would stay held.
    sum: Handle<Value<u32>>,
}

impl Shared {
    /// Takes one item, and says so when its result is safe. Returns it.
    fn work(&self, who: u32) -> Result<u32, QueueError> {
        let item = self.items.get()?;
        if item != NO_MORE {
            self.done.fetch_add(1, SeqCst);
            self.results.put(&(who, item))?;
            self.acknowledged[item as usize].store(1, SeqCst);
        }
        Ok(item)
    }
}

pub(crate) fn survives((who, shared): (u32, Shared)) -> Result<(), QueueError> {
    loop {
        let item = shared.work(who)?;
        if item == NO_MORE {
            return Ok(());
        }
        let _guard = hold(shared.sum.get_lock());
        shared.sum.set(shared.sum.get() + item);
    }
}

/// Works until it is killed: in the middle of an item, or while it waits for one.
pub(crate) fn is_killed((who, shared): (u32, Shared)) -> Result<(), QueueError> {
    loop {
        shared.work(who)?;
    }
}

/// The moments at which processes are killed.
pub(crate) struct Moments(Pcg64);

impl Moments {
    pub(crate) fn new() -> Moments {
        Moments(Pcg64::seed_from_u64(1_000))
    }

    /// After which item, and how many spins later.
    fn next(&mut self) -> (u32, u32) {
        let after = self.0.gen_range(0..ITEMS as u32);
        (after, self.0.gen_range(0..20_000))
    }
}

pub(crate) struct Wave {
    context: Context,
    shared: Shared,
}

impl Wave {
    /// A wave whose queue of items has this bound; none is 0.
    pub(crate) fn new(context: Context, bound: u32) -> Result<Wave, libtest_mimic::Failed> {
        Ok(Wave {
            context,
            shared: Shared {
                items: context.queue(NonZero::new(bound))?,
                results: context.simple_queue()?,
                acknowledged: context.share([const { AtomicU32::new(0) }; ITEMS])?,
                done: context.share(AtomicU32::new(0))?,
                sum: context.share(Value::new(0))?,
            },
        })
    }

    pub(crate) fn run(self, survivors: u32, victims: u32, moments: &mut Moments) -> Outcome {
        let mut alive = Vec::new();
        for who in 0..survivors {
            alive.push(self.context.process(survives, (who, self.shared.clone())));
        }
        let mut doomed = Vec::new();
        for who in survivors..survivors + victims {
            let process = self.context.process(is_killed, (who, self.shared.clone()));
            doomed.push((moments.next(), process));
        }
        let processes = doomed.iter_mut().map(|(_, process)| process);
        processes.chain(&mut alive).try_for_each(Process::start)?;

        for item in 0..ITEMS as u32 {
            self.shared.items.put(&item)?;
            for ((after, spins), process) in &mut doomed {
                if *after == item {
                    (0..*spins).for_each(|_| std::hint::spin_loop());
                    process.kill()?;
                }
            }
        }
        for (_, process) in &mut doomed {
            assert_eq!(process.join()?.code(), -9);
        }
        for _ in &alive {
            self.shared.items.put(&NO_MORE)?;
        }
        for process in &mut alive {
            let exit = process.join()?;
            assert!(exit.success(), "{exit}");
        }
        self.check(survivors, victims)
    }

    fn check(&self, survivors: u32, killed: u32) -> Outcome {
        let Shared {
            items,
            results,
            acknowledged,
            done,
            sum,
        } = &self.shared;
        assert!(items.is_empty()?, "every item was taken");
        let mut came = Vec::new();
        // Not a guess here: nobody else is left.
        while !results.is_empty()? {
            came.push(results.get()?);
        }
        let by_survivors = came.iter().filter(|(who, _)| *who < survivors);
        let expected: u32 = by_survivors.map(|(_, item)| item).sum();
        assert_eq!(sum.get(), expected);

        let audit = Audit {
            acknowledged: acknowledged
                .iter()
                .map(|one| one.load(SeqCst) == 1)
                .collect(),
            results: came.iter().map(|(_, item)| *item).collect(),
            killed,
        };
        audit.check()?;
        let [done, results] = [done.load(SeqCst), came.len() as u32];
        // Who dies in between has counted what it has not put in.
        assert!(
            (results..=results + killed).contains(&done),
            "{done} {results}"
        );
        Ok(())
    }
}

/// Says that its item is done, and never does it.
pub(crate) fn acknowledges_first((_, shared): (u32, Shared)) -> Result<(), QueueError> {
    let item = shared.items.get()?;
    shared.acknowledged[item as usize].store(1, SeqCst);
    wait_for_ever()
}

pub(crate) fn too_early(context: Context) -> Outcome {
    let wave = Wave::new(context, 0)?;
    let mut process = context.process(acknowledges_first, (0, wave.shared.clone()));
    process.start()?;
    wave.shared.items.put(&7)?;
    while wave.shared.acknowledged[7].load(SeqCst) == 0 {
        std::thread::yield_now();
    }
    process.kill()?;
    process.join()?;
    // It is the only one that is done, and the others do not count.
    let failed = wave.check(0, ITEMS as u32).unwrap_err();
    assert_eq!(failed.message(), Some("item 7 was acknowledged, and lost"));
    Ok(())
}

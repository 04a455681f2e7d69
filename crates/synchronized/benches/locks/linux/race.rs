//! One measurement: several who start together, and how long it takes them all.

#![allow(
    unsafe_code,
    reason = "which types may be shared by processes is a promise the compiler cannot check"
)]

use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::ensure;
use cpu_time::ThreadTime;
use os::{InShared, Shared, run_processes};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use super::counter::Counter;

/// Where all meet before they start, and what they tell in the end. Times are nanoseconds.
struct Race {
    parties: u64,
    origin: Instant,
    ready: AtomicU64,
    first_start: AtomicU64,
    last_end: AtomicU64,
    /// Of their processors, in all.
    processor: AtomicU64,
}

// SAFETY: it is atomics, and numbers that never change.
unsafe impl InShared for Race {}

impl Race {
    fn new(parties: u64) -> Race {
        Race {
            parties,
            origin: Instant::now(),
            ready: AtomicU64::new(0),
            first_start: AtomicU64::new(u64::MAX),
            last_end: AtomicU64::new(0),
            processor: AtomicU64::new(0),
        }
    }

    /// Takes part, as the one with this index.
    fn run(&self, me: usize, body: impl FnOnce()) {
        if self.parties > 1 {
            stay_on_one_processor(me);
        }
        self.ready.fetch_add(1, SeqCst);
        while self.ready.load(SeqCst) < self.parties {
            // There may be more of them than processors.
            thread::yield_now();
        }
        let start = nanos(self.origin.elapsed());
        let processor = ThreadTime::now();
        body();
        let processor = nanos(processor.elapsed());
        let end = nanos(self.origin.elapsed());
        self.first_start.fetch_min(start, SeqCst);
        self.last_end.fetch_max(end, SeqCst);
        self.processor.fetch_add(processor, SeqCst);
    }

    /// How long it took. For one alone that is time of its processor, so that other work
    /// on the machine is not counted; where several contend, waiting is a part of it.
    fn time(&self) -> Duration {
        Duration::from_nanos(if self.parties == 1 {
            self.processor.load(SeqCst)
        } else {
            self.last_end.load(SeqCst) - self.first_start.load(SeqCst)
        })
    }
}

/// Keeps the calling thread on one processor, and neighbours in the race on different ones.
/// Else the kernel may put them all on the same one for a while: then they take turns of
/// milliseconds, and hardly ever meet.
fn stay_on_one_processor(me: usize) {
    let allowed = sched_getaffinity(None).expect("a thread may ask where it runs");
    let processors: Vec<_> = (0..CpuSet::MAX_CPU)
        .filter(|&at| allowed.is_set(at))
        .collect();
    let mut mine = CpuSet::new();
    mine.set(processors[me % processors.len()]);
    sched_setaffinity(None, &mine).expect("a thread may choose among its processors");
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).expect("a measurement ends within centuries")
}

/// Lets so many processes increment a counter that they share.
pub(crate) fn in_processes(
    counter: &Shared<impl Counter + InShared>,
    parties: u64,
    increments: u64,
) -> anyhow::Result<Duration> {
    let race = Shared::new(Race::new(parties))?;
    run_processes(usize::try_from(parties)?, |me| {
        // The compiler must not know where it lies, nor that nobody else has it.
        let counter: &_ = black_box(&**counter);
        race.run(me, || counter.increments(increments));
    })?;
    let (counted, made) = (counter.count(), parties * increments);
    ensure!(counted == made, "of {made} increments {counted} are left");
    Ok(race.time())
}

/// Lets so many threads of one process increment a counter. The process is a new one, as
/// for all others; and only a process without threads may fork.
pub(crate) fn in_threads(
    counter: &impl Counter,
    parties: u64,
    increments: u64,
) -> anyhow::Result<Duration> {
    let race = Shared::new(Race::new(parties))?;
    let take_part = |me| {
        let counter = black_box(counter);
        race.run(me, || counter.increments(increments));
    };
    run_processes(1, |_| {
        thread::scope(|scope| {
            for me in 1..usize::try_from(parties).expect("there are few") {
                scope.spawn(move || take_part(me));
            }
            take_part(0);
        });
        // In here: the counter that they used is a copy of its parent's.
        assert_eq!(counter.count(), parties * increments);
    })?;
    Ok(race.time())
}

//! The check: whatever the schedule, no letter is sent after one has gone wrong, and each
//! is sent if none has.
//!
//! Read it if you like; your answer goes into `src/batch.rs`.

use std::cell::Cell;
use std::fmt;
use std::process::ExitCode;

use interleave::Limits;
use interleave::shuttle::sync::atomic::{AtomicU32, Ordering::SeqCst};
use interleave::shuttle::sync::{Arc, Barrier, name, thread};
use stop_early::shuttle::batch::Batch;
use verdict::{Check, interleavings};

/// What a batch ends with: how many letters were sent well, and how many went wrong.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Ended {
    well: usize,
    wrong: usize,
}

impl fmt::Debug for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} sent well, {} wrong", self.well, self.wrong)
    }
}

/// What all workers share.
struct Office {
    batch: Batch,
    errors: AtomicU32,
    /// Where those meet who prepare a letter at the same time.
    desk: Option<Barrier>,
}

/// Prepares a letter.
fn prepare(office: &Office) {
    if let Some(desk) = &office.desk {
        desk.wait();
    }
}

/// Sends a letter. Returns whether it went well.
fn send(office: &Office, well: bool, sent: &Cell<Ended>) -> bool {
    let mut now = sent.get();
    if well {
        now.well += 1;
    } else {
        office.errors.fetch_add(1, SeqCst);
        now.wrong += 1;
    }
    sent.set(now);
    well
}

/// Workers of a pool send letters, of which some go well: each worker has its own. So many
/// letters are prepared at the same time.
fn sending<const WORKERS: usize>(letters: [&'static [bool]; WORKERS], together: usize) -> Ended {
    // The types are part of the question.
    let new: fn() -> Batch = Batch::new;
    let run: fn(&Batch, &dyn Fn(), &dyn Fn() -> bool) = Batch::run;

    let office = Arc::new(Office {
        batch: new(),
        errors: AtomicU32::new(0),
        desk: (together > 1).then(|| Barrier::new(together)),
    });
    name(&office.errors, "errors");
    let workers = letters.map(|letters| {
        let office = Arc::clone(&office);
        thread::spawn(move || {
            let sent = Cell::new(Ended::default());
            for &well in letters {
                let send = || send(&office, well, &sent);
                run(&office.batch, &|| prepare(&office), &send);
            }
            sent.get()
        })
    });
    let sent = workers.map(|worker| worker.join().expect("a worker does not panic"));
    Ended {
        well: sent.iter().map(|ended| ended.well).sum(),
        wrong: sent.iter().map(|ended| ended.wrong).sum(),
    }
}

/// The negative control: the flag of chapter 6 that is looked at first.
fn late() -> usize {
    use pool::shuttle::error_flag::{looks_first, run};
    run(2, 2, looks_first, |_| true)
}

/// The most executions of a part. A right answer has fewer; of a wrong one the first
/// of them show enough.
fn limits() -> Limits {
    Limits {
        executions: 20_000,
        ..Limits::default()
    }
}

fn main() -> ExitCode {
    let ended = |well, wrong| Ended { well, wrong };
    // The smallest program comes first: it shows the shortest schedule. The least number
    // of executions is the number of orders in which the workers can come.
    let check = Check::new("stop-early")
        .part(
            interleavings("2 workers, 2 letters, both wrong", || {
                sending([&[false], &[false]], 1)
            })
            .within(limits())
            .at_least(2)
            .only([ended(0, 1)]),
        )
        .part(
            interleavings("2 workers, 2 letters, prepared at the same time", || {
                sending([&[true], &[true]], 2)
            })
            .within(limits())
            .at_least(2)
            .only([ended(2, 0)]),
        )
        .part(
            interleavings("1 worker, 2 letters, the second wrong", || {
                sending([&[true, false]], 1)
            })
            .only([ended(1, 1)]),
        )
        .control(
            "the flag of chapter 6 that is looked at first",
            interleavings("2 workers, 2 tasks, both fail", late).only([1]),
        )
        .sources(::stop_early::SOURCES);
    verdict::harness::main(check)
}

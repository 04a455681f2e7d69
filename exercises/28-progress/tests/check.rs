//! The check: whatever the schedule, the bar goes from 1 to the number of tasks, one by
//! one, and no error is lost.
//!
//! Read it if you like; your answer goes into `src/report.rs`.

use std::cell::RefCell;
use std::fmt;
use std::process::ExitCode;
use std::sync::Mutex;

use interleave::Limits;
use interleave::shuttle::sync::atomic::{AtomicU32, Ordering::SeqCst};
use interleave::shuttle::sync::{Arc, Barrier, name};
use pool::shuttle::workers::{Tasks, map};
use progress::shuttle::report::Report;
use verdict::{Check, interleavings};

/// What a pool ends with: what the bar showed, in order, and how many tasks failed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Ended {
    shown: Vec<u32>,
    failed: u32,
}

impl fmt::Debug for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: Vec<_> = self.shown.iter().map(u32::to_string).collect();
        let shown = match shown.is_empty() {
            true => "nothing".to_owned(),
            false => shown.join(", "),
        };
        write!(f, "{shown} shown, {} failed", self.failed)
    }
}

/// What all workers share.
struct Hall {
    report: Report,
    /// What the bar shows now.
    bar: AtomicU32,
    /// What it has shown. Written in the same step as the bar, so it is no step itself.
    shown: Mutex<Vec<u32>>,
    /// Where those meet who run a task at the same time.
    desk: Option<Barrier>,
}

impl Hall {
    fn new(together: usize) -> Arc<Hall> {
        // The types are part of the question.
        let new: fn() -> Report = Report::new;
        let hall = Hall {
            report: new(),
            bar: AtomicU32::new(0),
            shown: Mutex::default(),
            desk: (together > 1).then(|| Barrier::new(together)),
        };
        name(&hall.bar, "bar");
        Arc::new(hall)
    }
}

/// Shows a number on the bar.
fn show(hall: &Hall, number: u32) {
    hall.bar.store(number, SeqCst);
    hall.shown.lock().expect("nobody panics here").push(number);
}

/// Two workers of a pool run these tasks, of which some go well. So many of them run at
/// the same time.
fn shown<const TASKS: usize>(tasks: [bool; TASKS], together: usize) -> Ended {
    let run: Run = Report::run;
    let failed: fn(&Report) -> u32 = Report::failed;

    let hall = Hall::new(together);
    map(2, &Tasks::new(TASKS), &hall, move |hall, task| {
        let work = || {
            if let Some(desk) = &hall.desk {
                desk.wait();
            }
            tasks[task]
        };
        run(&hall.report, &work, &|number| show(hall, number));
    });
    let shown = hall.shown.lock().expect("nobody panics here").clone();
    Ended {
        shown,
        failed: failed(&hall.report),
    }
}

/// The type of [`Report::run`].
type Run = fn(&Report, &dyn Fn() -> bool, &dyn Fn(u32));

/// What one worker did, in order.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Did(Vec<String>);

impl fmt::Debug for Did {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

/// What one worker does with two tasks.
fn alone() -> Did {
    let hall = Hall::new(1);
    let did = map(1, &Tasks::new(2), &hall, |hall, task| {
        let did = RefCell::new(Vec::new());
        let work = || {
            did.borrow_mut().push(format!("task {}", task + 1));
            true
        };
        hall.report.run(&work, &|number| {
            show(hall, number);
            did.borrow_mut().push(format!("bar {number}"));
        });
        did.into_inner()
    });
    Did(did.into_iter().flat_map(|(_, did)| did).collect())
}

/// The negative control: two workers that count in one step, and show in another.
fn shown_later() -> u32 {
    let counts = Arc::new([AtomicU32::new(0), AtomicU32::new(0)]);
    map(2, &Tasks::new(2), &counts, |[done, bar], _| {
        let number = done.fetch_add(1, SeqCst) + 1;
        bar.store(number, SeqCst);
    });
    counts[1].load(SeqCst)
}

/// The most executions of a part. A right answer has fewer; of a wrong one the first
/// of them show enough.
fn limits() -> Limits {
    Limits {
        executions: 30_000,
        ..Limits::default()
    }
}

fn main() -> ExitCode {
    let all = |last, failed| Ended {
        shown: (1..=last).collect(),
        failed,
    };
    let in_order = ["task 1", "bar 1", "task 2", "bar 2"].map(str::to_owned);
    // The smallest program comes first: it shows the shortest schedule. The least number
    // of executions is the number of orders in which the workers can take the tasks.
    let check = Check::new("progress")
        .part(
            interleavings("1 worker, 2 tasks, both go well", alone).only([Did(in_order.to_vec())]),
        )
        .part(
            interleavings("2 workers, 2 tasks, both go well", || {
                shown([true, true], 1)
            })
            .within(limits())
            .at_least(2)
            .only([all(2, 0)]),
        )
        .part(
            interleavings("2 workers, 2 tasks, both fail", || shown([false, false], 1))
                .within(limits())
                .at_least(2)
                .only([all(2, 2)]),
        )
        .part(
            interleavings("2 workers, 3 tasks, the second fails", || {
                shown([true, false, true], 1)
            })
            .within(limits())
            .at_least(2)
            .only([all(3, 1)]),
        )
        .part(
            interleavings("2 workers, 2 tasks that run at the same time", || {
                shown([true, true], 2)
            })
            .within(limits())
            .at_least(2)
            .only([all(2, 0)]),
        )
        .control(
            "the number that is shown later",
            interleavings("2 workers, 2 tasks", shown_later).only([2]),
        )
        .sources(::progress::SOURCES);
    verdict::harness::main(check)
}

//! The check: whatever the schedule, every job is done once, and whoever counts sees all of
//! them.
//!
//! Read it if you like; your answer goes into `src/jobs.rs`.

use std::process::ExitCode;

use interleave::Limits;
use manager::shuttle::channel::{Channel, serve};
use proxy_lock::shuttle::jobs::{self, Given};
use verdict::{Check, interleavings};

// The types are part of the question.
const NEW: fn(&Channel, u32) -> Given = jobs::new;
const WORK: fn(&Given) -> bool = jobs::work;
const COUNT: fn(&Given) -> usize = jobs::count;

/// What an auditor counts while there is a worker, and afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Counted {
    meanwhile: usize,
    after: usize,
}

/// A worker and an auditor, with so many jobs.
fn audit(jobs: u32) -> Counted {
    use ::handles::shuttle::spaces::start;
    serve(|manager| {
        let given = NEW(manager, jobs);
        let worker = start(&given, |given| WORK(&given));
        let auditor = start(&given, |given| COUNT(&given));
        // A panic is an outcome of its own.
        let (_, counted) = (worker.join(), auditor.join());
        Counted {
            meanwhile: counted.unwrap_or_default(),
            after: COUNT(&given),
        }
    })
}

/// How many of the workers had a job to do, and how many jobs there are afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Done {
    done: usize,
    jobs: usize,
}

/// Two workers, with so many jobs.
fn two_workers(jobs: u32) -> Done {
    use ::handles::shuttle::spaces::start;
    serve(|manager| {
        let given = NEW(manager, jobs);
        let workers = [(); 2].map(|()| start(&given, |given| WORK(&given)));
        // A panic is an outcome of its own.
        let worked = workers.map(|worker| worker.join().unwrap_or_default());
        Done {
            done: worked.into_iter().map(usize::from).sum(),
            jobs: COUNT(&given),
        }
    })
}

/// The negative control: one list is read before the worker moves a job, the other after.
fn without_the_lock() -> Counted {
    use ::handles::shuttle::spaces::start;
    use ::manager::Makes;
    serve(|manager| {
        let list = |jobs: &[u32]| manager.list(jobs.iter().copied()).expect("the server runs");
        let given = (list(&[1]), list(&[]));
        let worker = start(&given, |(to_do, done)| {
            let job = to_do.pop().expect("there is a job");
            done.append(&job).expect("the server runs");
        });
        let (to_do, done) = &given;
        let count = || to_do.len().expect("the server runs") + done.len().expect("the server runs");
        let meanwhile = count();
        worker.join().expect("a worker does not panic");
        let after = count();
        Counted { meanwhile, after }
    })
}

/// The most executions of a part. A right answer has fewer; of a wrong one the first
/// of them show enough.
fn limits() -> Limits {
    Limits {
        executions: 2_500,
        ..Limits::default()
    }
}

fn main() -> ExitCode {
    // The smallest program comes first: it shows the shortest schedule. The least
    // number of executions is the number of orders in which the two can come. There is
    // no part for loom: with a server it does not come to an end.
    let check = Check::new("proxy-lock")
        .part(
            interleavings("1 job, a worker and an auditor", || audit(1))
                .within(limits())
                .at_least(2)
                .only([Counted {
                    meanwhile: 1,
                    after: 1,
                }]),
        )
        .part(
            interleavings("1 job, 2 workers", || two_workers(1))
                .within(limits())
                .at_least(2)
                .only([Done { done: 1, jobs: 1 }]),
        )
        .part(
            interleavings("2 jobs, 2 workers", || two_workers(2))
                .within(limits())
                .at_least(2)
                .only([Done { done: 2, jobs: 2 }]),
        )
        .control(
            "an auditor and a worker without a lock",
            interleavings("1 job, a worker and an auditor", without_the_lock).only([Counted {
                meanwhile: 1,
                after: 1,
            }]),
        )
        .sources(::proxy_lock::SOURCES);
    verdict::harness::main(check)
}

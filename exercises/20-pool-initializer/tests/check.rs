//! The check: however the workers are started, and whatever the schedule, every task is
//! counted.
//!
//! Read it if you like; your answer goes into `src/tasks.rs`.

use std::process::ExitCode;

use interleave::Limits;
use verdict::{Check, interleavings, loom};

/// A program for the explorers of a world: a pool of so many workers, started by this
/// method, with so many tasks each. It returns how many were counted.
macro_rules! counted {
    ($world:ident, $method:ident, $workers:expr, $tasks:expr) => {
        || {
            use ::handles::$world::spaces::{Module, StartMethod, start};
            use ::pool_initializer::$world::tasks::{self, Counter, InitArgs};

            // The types are part of the question.
            let counter: fn() -> Counter = tasks::counter;
            let initargs: fn(&Counter) -> InitArgs = tasks::initargs;
            let total: fn(&Counter) -> u32 = tasks::total;

            let module = Module::new(counter);
            let workers = [(); $workers].map(|()| {
                let found = module.in_child(StartMethod::$method);
                start(&(found, initargs(&module)), |(found, arguments)| {
                    let initializer: fn(Counter, InitArgs) -> Counter = tasks::initializer;
                    let task: fn(&Counter) = tasks::task;
                    let counter = initializer(found, arguments);
                    (0..$tasks).for_each(|_| task(&counter));
                })
            });
            for worker in workers {
                worker.join().expect("a worker does not panic");
            }
            total(&module)
        }
    };
}

/// The negative control: two spawned workers that use the counter of their module.
fn of_the_module() -> u32 {
    use ::handles::shuttle::spaces::{Handle, Module, StartMethod, start};
    use ::recursive_lock::shuttle::guard::hold;
    use ::synchronized::shuttle::value::Value;
    let module = Module::new(|| Handle::new(Value::new(0)));
    let workers = [(); 2].map(|()| {
        start(&module.in_child(StartMethod::Spawn), |counter| {
            let _guard = hold(counter.get_lock());
            counter.set(counter.get() + 1);
        })
    });
    for worker in workers {
        worker.join().expect("a worker does not panic");
    }
    module.get()
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
    // The smallest program comes first: it shows the shortest schedule. The least
    // number of executions is the number of orders of the tasks of the workers,
    // (N x M)! / (M!)^N.
    let check = Check::new("pool-initializer")
        .part(
            interleavings(
                "fork, 2 workers, 1 task each",
                counted!(shuttle, Fork, 2, 1),
            )
            .within(limits())
            .at_least(2)
            .only([2]),
        )
        .part(
            interleavings(
                "spawn, 2 workers, 1 task each",
                counted!(shuttle, Spawn, 2, 1),
            )
            .within(limits())
            .at_least(2)
            .only([2]),
        )
        .part(
            interleavings(
                "spawn, 2 workers, 2 tasks each",
                counted!(shuttle, Spawn, 2, 2),
            )
            .within(limits())
            .at_least(6)
            .only([4]),
        )
        .part(
            loom("spawn, 2 workers, 1 task each", counted!(loom, Spawn, 2, 1))
                .within(limits())
                .at_least(2)
                .only([2]),
        )
        .control(
            "two spawned workers that use the counter of their module",
            interleavings("spawn, 2 workers, 1 task each", of_the_module).only([2]),
        )
        .sources(::pool_initializer::SOURCES);
    verdict::harness::main(check)
}

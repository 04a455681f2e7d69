//! The first item of a list that fits, found by a pool.
//!
//! The misconception: what is found first is the first in the list. It is the first whose
//! task finishes. Whoever wants the first in the list asks for the results in the order of
//! the list, and stops there.

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<()> {
    linux::main()
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("the processes of this example need Linux; the book and the exercises do not");
    std::process::exit(2);
}

#[cfg(target_os = "linux")]
mod linux {
    //! The example itself.

    use std::hint::spin_loop;

    use anyhow::{Context as _, ensure};
    use clap::Parser;
    use handles::StartMethod;
    use handles::live::{Context, bootstrap};
    use pool::live::Pool;

    /// Looks for the first number that fits, in two ways.
    #[derive(Parser)]
    struct Args {
        /// How processes are started: fork or spawn
        #[arg(long, default_value_t = StartMethod::Fork)]
        start: StartMethod,
        /// How many workers the pool has
        #[arg(long, default_value_t = 4)]
        workers: usize,
        /// How often each way is tried
        #[arg(long, default_value_t = 5)]
        runs: u32,
    }

    /// The first in the list that fits takes long to find out.
    const SLOW: u32 = 3;
    /// Another one further down is soon found.
    const FAST: u32 = 9;

    fn fits(number: u32) -> Option<u32> {
        if number == SLOW {
            for _ in 0..2_000_000 {
                spin_loop();
            }
        }
        (number == SLOW || number == FAST).then_some(number)
    }

    pub(super) fn main() -> anyhow::Result<()> {
        bootstrap(pool::tasks![fits]);
        let args = Args::parse();
        let context = Context::new(args.start);
        println!(
            "of 80 numbers {SLOW} and {FAST} fit, {} workers ({})",
            args.workers, args.start
        );
        let (mut as_finished, mut in_order) = (Vec::new(), Vec::new());
        for _ in 0..args.runs {
            let pool = Pool::new(context, args.workers)?;
            for found in pool.imap_unordered(fits, 0..80)? {
                if let Some(number) = found? {
                    as_finished.push(number);
                    break;
                }
            }
            // Dropped, a pool is terminated: nobody needs the other results.
            drop(pool);
            let pool = Pool::new(context, args.workers)?;
            let mut results = pool.imap(fits, 0..80)?;
            let first = results.find_map(Result::transpose);
            in_order.push(first.context("one fits")??);
        }
        println!("  first to finish: {as_finished:?}");
        println!("first in the list: {in_order:?}");
        ensure!(
            in_order.iter().all(|number| *number == SLOW),
            "it is not the first"
        );
        Ok(())
    }
}

//! At most so many processes at a time, over a stream of tasks.
//!
//! The misconception: one has to look again and again, with a pause in between, which of
//! the processes have ended. The kernel says so itself: the sentinel of a process becomes
//! ready when it ends. And who joins the processes before anybody reads what they put into
//! a queue may wait for ever; here the results are in shared memory.

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

    use std::collections::VecDeque;
    use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

    use anyhow::{Context as _, ensure};
    use clap::Parser;
    use handles::live::{Context, Handle, Process, bootstrap, first_to_end};
    use handles::{StartMethod, entries};
    use os::Patience;

    /// Runs a task in each of many processes, at most so many at a time.
    #[derive(Parser)]
    struct Args {
        /// How processes are started: fork or spawn
        #[arg(long, default_value_t = StartMethod::Fork)]
        start: StartMethod,
        /// How many tasks there are
        #[arg(long, default_value_t = 10)]
        tasks: u32,
        /// How many may run at a time
        #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
        at_most: u32,
    }

    /// How many run now, the most that ever ran at once, and how many are done.
    type Counts = (AtomicU32, AtomicU32, AtomicU32);

    fn task(counts: Handle<Counts>) {
        let (inside, most, done) = &*counts;
        let now = inside.fetch_add(1, SeqCst) + 1;
        most.fetch_max(now, SeqCst);
        // So long that others come meanwhile, if they may.
        for _ in 0..2_000_000 {
            std::hint::spin_loop();
        }
        inside.fetch_sub(1, SeqCst);
        done.fetch_add(1, SeqCst);
    }

    pub(super) fn main() -> anyhow::Result<()> {
        bootstrap(entries![task]);
        let args = Args::parse();
        let context = Context::new(args.start);
        let counts = context.share((AtomicU32::new(0), AtomicU32::new(0), AtomicU32::new(0)))?;

        let mut waiting: VecDeque<Process> = (0..args.tasks)
            .map(|_| context.process(task, counts.clone()))
            .collect();
        let mut running = Vec::new();
        while !waiting.is_empty() || !running.is_empty() {
            while running.len() < args.at_most as usize {
                let Some(mut next) = waiting.pop_front() else {
                    break;
                };
                next.start()?;
                running.push(next);
            }
            let ended = first_to_end(&mut running, Patience::Endless)?;
            let ended = ended.context("endless patience ends with one that ended")?;
            let exit = running.swap_remove(ended).join()?;
            ensure!(exit.success(), "a task {exit}");
        }

        let (_, most, done) = &*counts;
        let (most, done) = (most.load(SeqCst), done.load(SeqCst));
        println!(
            "{done} of {} tasks are done; at most {most} ran at a time, and {} may ({})",
            args.tasks, args.at_most, args.start
        );
        ensure!(done == args.tasks, "a task is lost");
        ensure!(most <= args.at_most, "too many ran at a time");
        Ok(())
    }
}

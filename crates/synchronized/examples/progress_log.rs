//! After the release, live: real processes work off a list of tasks, count each one, and
//! write its number into a log; and an exhaustive exploration says what could have
//! happened.
//!
//! The journal of the chapter cannot live in shared memory: its log is a vector behind a
//! mutex of the standard library, and both belong to one process. So this one is an array
//! in shared memory, and a position that grows in one step. The counter and its lock are
//! those of the chapter, and so are the three ways to write a line.

#[cfg(target_os = "linux")]
fn main() -> Result<(), linux::Error> {
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

    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

    use os::{Shared, run_processes};
    use synchronized::real::locks::{barrier::Barrier, guard::hold};
    use synchronized::real::{raw_array::RawArray, value::Value};
    use synchronized::shuttle::logging;

    pub(crate) type Error = Box<dyn std::error::Error>;

    /// How often each list of tasks is worked off.
    const RUNS: usize = 10;

    /// How many lines there is room for: one for each task of the longer list.
    const ROOM: usize = 20_000;

    /// So many processes, and so many tasks for each.
    struct Size {
        processes: usize,
        tasks: usize,
    }

    /// The list of the chapter, which is soon worked off, and a longer one.
    const SIZES: [Size; 2] = [
        Size {
            processes: 10,
            tasks: 140,
        },
        Size {
            processes: 4,
            tasks: ROOM / 4,
        },
    ];

    /// How many tasks are done, and the lines of the log in the order in which they came.
    struct Journal {
        done: Shared<Value<u32>>,
        lines: Shared<RawArray<u32, ROOM>>,
        written: Shared<AtomicUsize>,
    }

    impl Journal {
        fn new() -> Result<Journal, Error> {
            Ok(Journal {
                done: Shared::new(Value::new(0))?,
                lines: Shared::new(RawArray::new([0; ROOM]))?,
                written: Shared::new(AtomicUsize::new(0))?,
            })
        }

        /// Nobody else gets this place, and nobody reads it before the processes have
        /// ended. So no lock is needed to fill it in.
        fn write(&self, number: u32) {
            let place = self.written.fetch_add(1, SeqCst);
            self.lines.set(place, number).expect("there is room");
        }
    }

    /// As `logging::after_release`.
    fn after_release(journal: &Journal) {
        {
            let _guard = hold(journal.done.get_lock());
            journal.done.set(journal.done.get() + 1);
        }
        journal.write(journal.done.get());
    }

    /// As `logging::number_under_lock`.
    fn number_under_lock(journal: &Journal) {
        let number = {
            let _guard = hold(journal.done.get_lock());
            let number = journal.done.get() + 1;
            journal.done.set(number);
            number
        };
        journal.write(number);
    }

    /// As `logging::line_under_lock`.
    fn line_under_lock(journal: &Journal) {
        let _guard = hold(journal.done.get_lock());
        let number = journal.done.get() + 1;
        journal.done.set(number);
        journal.write(number);
    }

    /// What is wrong with a log.
    #[derive(Clone, Copy)]
    struct Faults {
        /// Numbers written more than once.
        again: usize,
        /// Numbers never written.
        never: usize,
        /// Lines with a smaller number than the line before.
        back: usize,
    }

    impl Faults {
        fn of(lines: &[u32]) -> Faults {
            let mut times = vec![0_usize; lines.len()];
            for number in lines {
                // Tasks count from 1, and a number is never larger than the last count.
                times[*number as usize - 1] += 1;
            }
            Faults {
                again: times.iter().filter(|times| **times > 1).count(),
                never: times.iter().filter(|times| **times == 0).count(),
                back: lines.windows(2).filter(|two| two[1] < two[0]).count(),
            }
        }

        fn columns(self) -> String {
            format!("{:>5}  {:>5}  {:>5}", self.again, self.never, self.back)
        }
    }

    impl Size {
        fn all(&self) -> usize {
            self.processes * self.tasks
        }

        /// Works off all tasks on a fresh journal.
        fn work(&self, task: fn(&Journal)) -> Result<Faults, Error> {
            let journal = Journal::new()?;
            let begin = Shared::new(Barrier::new(u32::try_from(self.processes)?)?)?;
            run_processes(self.processes, |_| {
                begin.wait().expect("nobody breaks it");
                for _ in 0..self.tasks {
                    task(&journal);
                }
            })?;
            let all = self.all();
            let done = journal.done.get();
            if usize::try_from(done)? != all {
                return Err(format!("{done} of {all} tasks are counted: a lock is broken").into());
            }
            Ok(Faults::of(&journal.lines.slice(0..all)))
        }

        fn run(&self) -> Result<(), Error> {
            println!(
                "{} processes, {} tasks each: {} lines\n",
                self.processes,
                self.tasks,
                self.all()
            );
            println!("       number after release   number under lock      line under lock");
            println!("  run  again  never   back    again  never   back    again  never   back");
            let mut runs = Vec::new();
            for run in 1..=RUNS {
                let logs = [
                    self.work(after_release)?,
                    self.work(number_under_lock)?,
                    self.work(line_under_lock)?,
                ];
                let columns = logs.map(|log| log.columns());
                println!("  {run:>3}  {}", columns.join("    "));
                runs.push(logs);
            }
            println!("\n  The counter was {} in all of them.", self.all());
            self.says(&runs)
        }

        fn says(&self, runs: &[[Faults; 3]]) -> Result<(), Error> {
            let count =
                |wrong: fn(&[Faults; 3]) -> bool| runs.iter().filter(|logs| wrong(logs)).count();
            let broken = count(|[_, number, line]| {
                number.again + number.never + line.again + line.never + line.back > 0
            });
            if broken > 0 {
                return Err("a log is wrong that cannot be: a lock is broken".into());
            }
            let repeats = count(|[after, _, _]| after.again > 0 || after.never > 0);
            match repeats {
                0 => println!(
                    "  Read after the release, no number was repeated in these runs. It is the\n  \
                     same wrong program: a run that goes well proves nothing."
                ),
                _ => println!(
                    "  Read after the release, numbers were repeated in {repeats} of \
                     {RUNS} runs."
                ),
            }
            let disorder = count(|[_, number, _]| number.back > 0);
            match disorder {
                0 => println!(
                    "  Taken under the lock, the numbers were in order in these runs. Nothing\n  \
                     makes them so.\n"
                ),
                _ => println!(
                    "  Taken under the lock, each was written once, and not in order in \
                     {disorder} of\n  {RUNS} runs.\n"
                ),
            }
            Ok(())
        }
    }

    /// Explores two tasks, and prints all logs there are.
    fn explore(name: &str, task: fn(&logging::Journal)) {
        let report = interleave::shuttle::explore(move || logging::log(task));
        let logs: Vec<String> = report
            .exhaustive()
            .outcomes()
            .iter()
            .map(ToString::to_string)
            .collect();
        println!(
            "  {name:<20}  {:>10}  {}",
            report.executions(),
            logs.join("  ")
        );
    }

    pub(crate) fn main() -> Result<(), Error> {
        println!("Real processes, one counter and one log in shared memory, {RUNS} runs each\n");
        println!("  again: numbers written more than once; never: numbers never written;");
        println!("  back: lines with a smaller number than the line before\n");
        for size in &SIZES {
            size.run()?;
        }
        println!("What is possible: 2 tasks, every interleaving\n");
        println!("  program               executions  the log and the counter");
        explore("number after release", logging::after_release);
        explore("number under lock", logging::number_under_lock);
        explore("line under lock", logging::line_under_lock);
        Ok(())
    }
}

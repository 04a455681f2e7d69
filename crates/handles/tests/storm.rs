//! A thousand processes, started and joined, and a hundred of them killed while they work
//! through shared queues and shared values: nobody waits for ever, nothing that was
//! acknowledged is lost, and nothing of them is left.
//!
//! The moments at which they are killed are pinned by a seed, as far as the parent can pin
//! them: it counts its own steps, and where its children are then is up to the kernel.

#[cfg(target_os = "linux")]
mod storm {
    mod audit;
    #[path = "../common/case.rs"]
    mod case;
    #[path = "../common/left.rs"]
    mod left;
    mod wave;

    use handles::live::{Context, bootstrap};
    use handles::{StartMethod, entries};
    use libtest_mimic::Arguments;

    use case::{Outcome, case};
    use left::Left;
    use wave::{Moments, Wave};

    /// Runs the trials one after the other: fork needs a program with one thread.
    pub(crate) fn main() {
        bootstrap(entries![
            wave::survives,
            wave::is_killed,
            wave::acknowledges_first
        ]);
        let mut arguments = Arguments::from_args();
        arguments.test_threads = Some(1);
        let storm = |method, waves, survivors, victims| {
            let name = format!(
                "{} processes, {} of them killed ({method})",
                waves * (survivors + victims),
                waves * victims
            );
            case(name, move || {
                blows(Context::new(method), waves, survivors, victims)
            })
        };
        let trials = vec![
            storm(StartMethod::Fork, 45, 18, 2),
            storm(StartMethod::Spawn, 10, 9, 1),
            case("control: an item acknowledged too early is missed", || {
                wave::too_early(Context::new(StartMethod::Fork))
            }),
        ];
        let trials = [trials, audit::trials(), case::controls()];
        libtest_mimic::run(&arguments, trials.into_iter().flatten().collect()).exit();
    }

    fn blows(context: Context, waves: u32, survivors: u32, victims: u32) -> Outcome {
        // What is made once, such as memory for messages, is made by the first wave.
        let mut moments = Moments::new();
        Wave::new(context, 0)?.run(survivors, victims, &mut moments)?;
        let before = Left::now();
        for number in 0..waves {
            // Every second one has a queue with less room than items.
            let bound = if number % 2 == 0 { 0 } else { 8 };
            Wave::new(context, bound)?.run(survivors, victims, &mut moments)?;
            assert_eq!(
                Left::now(),
                before,
                "before on the right, after wave {number}"
            );
        }
        Ok(())
    }
}

fn main() {
    #[cfg(target_os = "linux")]
    storm::main();
}

//! Without a box: limits of time and output, and no time lost.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};
use sandbox::{How, Sandbox, Unboxed};

use crate::job::{ends, part, told};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        Trial::test("unsandboxed: adds little to a bare start", adds_little),
        Trial::test("unsandboxed: time and output", || {
            let mut job = part("stay", &[]);
            job.limits.wall = Duration::from_millis(200);
            ends(&Unboxed.run(&job)?, How::WallTime)?;
            ends(&Unboxed.run(&part("flood", &[]))?, How::Output)
        }),
        Trial::test("unsandboxed: memory and processor time", || {
            let mut job = part("memory", &[]);
            job.limits.memory = 256 << 20;
            ends(&Unboxed.run(&job)?, How::Memory)?;
            let mut job = part("spin", &[]);
            job.limits.cpu = Duration::from_secs(1);
            ends(&Unboxed.run(&job)?, How::CpuTime)
        }),
        Trial::test("unsandboxed: input and end", || {
            let mut job = part("echo", &[]);
            job.input = b"said\n".to_vec();
            let ended = Unboxed.run(&job)?;
            match ended.success() && ended.stdout.text() == "said\ncould\n" {
                true => Ok(()),
                false => Err(told(&ended)),
            }
        }),
    ]
}

/// The best of some runs: what else the machine does at the time is not ours.
fn best(mut run: impl FnMut() -> Result<(), Failed>) -> Result<Duration, Failed> {
    let mut best = Duration::MAX;
    for _ in 0..60 {
        let started = Instant::now();
        run()?;
        best = best.min(started.elapsed());
    }
    Ok(best)
}

fn adds_little() -> Result<(), Failed> {
    let job = part("nothing", &[]);
    let bare = best(|| {
        let mut bare = Command::new(&job.program);
        bare.args(&job.arguments).stdin(Stdio::null());
        bare.output()?;
        Ok(())
    })?;
    let unboxed = best(|| ends(&Unboxed.run(&job)?, How::Exited(0)))?;
    println!("bare {bare:?}, unsandboxed {unboxed:?}");
    for tried in sandbox::probe().tried {
        if let Ok(works) = tried.outcome {
            let boxed = best(|| ends(&works.run(&job)?, How::Exited(0)))?;
            println!("{} {boxed:?}", works.name());
        }
    }
    match unboxed.saturating_sub(bare) < Duration::from_millis(2) {
        true => Ok(()),
        false => Err(format!("bare {bare:?}, unsandboxed {unboxed:?}").into()),
    }
}

//! Limits: what is used up ends the job, says which, and costs no more than that.

use std::time::Duration;

use libtest_mimic::Failed;
use sandbox::{How, Sandbox};

use crate::Test;
use crate::job::{LIMITS, ends, part, told};

pub(crate) const TESTS: &[Test] = &[
    ("processor time", processor_time),
    ("time on the clock", time_on_the_clock),
    ("memory", memory),
    ("stack", stack),
    ("threads", threads),
    ("output", |sandbox| output(sandbox, "flood")),
    ("errors", |sandbox| output(sandbox, "flood errors")),
    ("one file", |sandbox| disk(sandbox, "long file", "file")),
    ("many files", |sandbox| disk(sandbox, "many files", "")),
    ("a panic and a crash are the program's own", crashes),
    ("opening a FIFO costs its time", fifo),
];

fn processor_time(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    let mut job = part("spin", &[]);
    job.limits.cpu = Duration::from_secs(1);
    let ended = sandbox.run(&job)?;
    ends(&ended, How::CpuTime)?;
    let cpu = ended.usage.cpu.unwrap_or_default();
    // The account that we are told is not the one by which it is stopped.
    match cpu < Duration::from_millis(1900) && cpu > Duration::from_millis(500) {
        true => Ok(()),
        false => Err(told(&ended)),
    }
}

fn time_on_the_clock(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    let mut job = part("stay", &[]);
    job.limits.wall = Duration::from_millis(300);
    let ended = sandbox.run(&job)?;
    ends(&ended, How::WallTime)?;
    let over = ended.usage.wall.saturating_sub(job.limits.wall);
    match over < Duration::from_millis(700) {
        true => Ok(()),
        false => Err(told(&ended)),
    }
}

fn memory(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    let mut job = part("memory", &[]);
    job.limits.memory = 256 << 20;
    let ended = sandbox.run(&job)?;
    ends(&ended, How::Memory)?;
    let used = ended.usage.memory.unwrap_or_default();
    match used > 64 << 20 && used < 256 << 20 {
        true => Ok(()),
        false => Err(told(&ended)),
    }
}

/// An overflow of the stack is a crash. Without `/proc` Rust does not know where the
/// first thread's stack ends, and says nothing there.
fn stack(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    ends(&sandbox.run(&part("deep", &[]))?, How::Signalled(11))?;
    let ended = sandbox.run(&part("deep on a thread", &[]))?;
    ends(&ended, How::Signalled(6))?;
    match ended.stderr.text().contains("overflowed its stack") {
        true => Ok(()),
        false => Err(told(&ended)),
    }
}

/// Threads end where the memory for their stacks does. How it ends then, chance decides:
/// a stack did not fit any more, or a word of the program's own, or the system's.
fn threads(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    let mut job = part("many threads", &[]);
    job.limits.memory = 256 << 20;
    let ended = sandbox.run(&job)?;
    match ended.how {
        How::Exited(0) if ended.stdout.text().starts_with("could not") => Ok(()),
        How::Memory | How::Signalled(6) => Ok(()),
        _ => Err(told(&ended)),
    }
}

fn output(sandbox: &dyn Sandbox, name: &str) -> Result<(), Failed> {
    let ended = sandbox.run(&part(name, &[]))?;
    ends(&ended, How::Output)?;
    let kept = if name == "flood" {
        &ended.stdout
    } else {
        &ended.stderr
    };
    match kept.is_cut && kept.bytes.len() as u64 == LIMITS.output {
        true => Ok(()),
        false => Err(told(&ended)),
    }
}

fn disk(sandbox: &dyn Sandbox, name: &str, file: &str) -> Result<(), Failed> {
    let place = tempfile::tempdir()?;
    let mut job = part(name, &[&place.path().join(file).to_string_lossy()]);
    job.writable.push(place.path().to_owned());
    ends(&sandbox.run(&job)?, How::Disk)
}

fn crashes(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    let ended = sandbox.run(&part("panic", &[]))?;
    ends(&ended, How::Exited(101))?;
    match ended.stderr.text().contains("as it was told") {
        true => ends(&sandbox.run(&part("abort", &[]))?, How::Signalled(6)),
        false => Err(told(&ended)),
    }
}

/// Nobody will ever write to it.
fn fifo(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    let place = tempfile::tempdir()?;
    let fifo = place.path().join("fifo");
    nix::unistd::mkfifo(&fifo, nix::sys::stat::Mode::S_IRWXU)?;
    let mut job = part("read", &[&fifo.to_string_lossy()]);
    job.readable.push(fifo);
    job.limits.wall = Duration::from_millis(200);
    ends(&sandbox.run(&job)?, How::WallTime)
}

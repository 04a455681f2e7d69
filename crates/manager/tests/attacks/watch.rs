//! What a process costs, as the kernel says, and waiting until something is so.

use std::fs;
use std::thread::yield_now;
use std::time::{Duration, Instant};

use super::case::Outcome;

/// Who waits so long waits for ever.
const LIMIT: Duration = Duration::from_secs(20);

/// How many descriptors a process has open.
pub(crate) fn descriptors(pid: u32) -> usize {
    let open = fs::read_dir(format!("/proc/{pid}/fd"));
    open.expect("the process is there").count()
}

/// The memory that a process has, in bytes.
pub(crate) fn memory(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status"));
    let status = status.expect("the process is there");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    let kilobytes: u64 = number
        .and_then(|number| number.parse().ok())
        .expect("a number");
    kilobytes * 1024
}

/// How long a process has run on a processor, as the kernel counts: in steps of 10 ms.
pub(crate) fn run_time(pid: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("the process is there");
    // The name before may have anything in it.
    let (_, rest) = stat.rsplit_once(')').expect("a name in parentheses");
    let ticks = rest.split_whitespace().skip(11).take(2);
    let ticks: u64 = ticks
        .map(|ticks| ticks.parse::<u64>().expect("a number"))
        .sum();
    Duration::from_millis(10 * ticks)
}

/// Waits until this is so.
///
/// # Errors
///
/// When it is not after a time in which anything would be.
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) -> Outcome {
    let begin = Instant::now();
    while !is_so() {
        if begin.elapsed() > LIMIT {
            return Err(format!("never so: {what}").into());
        }
        yield_now();
    }
    Ok(())
}

/// Waits until a process has so many descriptors open.
pub(crate) fn until_descriptors(pid: u32, expected: usize) -> Outcome {
    let outcome = until("the descriptors of the server", || {
        descriptors(pid) == expected
    });
    outcome.map_err(|_| format!("{} descriptors, not {expected}", descriptors(pid)).into())
}

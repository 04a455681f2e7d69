//! A long exploration needs no more memory than a short one.

mod programs;

use interleave::{Limits, shuttle};
use programs::shuttle::counters;

/// The most memory that this process has used, in bytes.
#[cfg(target_os = "linux")]
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("the kernel tells");
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .expect("the kernel tells the peak");
    let kib = line.split_whitespace().nth(1).expect("a number");
    kib.parse::<u64>().expect("a number") * 1024
}

#[cfg(target_os = "linux")]
#[test]
fn a_million_executions_stay_under_64_mib() {
    let limits = Limits {
        executions: 1_000_000,
        ..Limits::default()
    };
    let report = shuttle::explore_within(limits, || counters::racy(3, 3));
    assert_eq!(report.executions(), 1_000_000);
    let used = peak();
    assert!(used < 64 << 20, "the peak is {} MiB", used >> 20);
    // The control: memory that is kept does show.
    let kept = vec![1_u8; 64 << 20];
    assert!(peak() > 64 << 20, "{} bytes do not show", kept.len());
}

//! Words that the cases have in common.

use std::num::NonZero;
use std::time::Duration;

use handles::StartMethod;
use handles::live::{Context, Process};
use libtest_mimic::Trial;
use os::Patience;

use super::case::{Outcome, case};

/// How long a case waits for what must not come.
pub(crate) const SOON: Duration = Duration::from_millis(20);

pub(crate) fn soon() -> Patience {
    Patience::after(SOON)
}

/// The case with forked and with spawned processes.
pub(crate) fn both(name: &'static str, body: fn(Context) -> Outcome) -> [Trial; 2] {
    [StartMethod::Fork, StartMethod::Spawn].map(|method| {
        case(format!("{method}: {name}"), move || {
            body(Context::new(method))
        })
    })
}

pub(crate) fn most(items: u32) -> Option<NonZero<u32>> {
    NonZero::new(items)
}

pub(crate) fn ends_well(mut process: Process) -> Outcome {
    let exit = process.join()?;
    assert!(exit.success(), "{exit}");
    Ok(())
}

/// Kills a process. It is gone when this returns.
pub(crate) fn dies(mut process: Process) -> Outcome {
    process.kill()?;
    assert_eq!(process.join()?.code(), -9);
    Ok(())
}

pub(crate) fn started(mut process: Process) -> Result<Process, handles::live::ProcessError> {
    process.start()?;
    Ok(process)
}

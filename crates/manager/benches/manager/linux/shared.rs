//! Without a server: in memory that processes share.

use std::time::Duration;

use anyhow::{bail, ensure};
use handles::StartMethod;
use handles::live::Context;
use recursive_lock::real::guard::hold;
use recursive_lock::real::lock::Lock;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use super::contender::Job;
use super::ours::repeated;

pub(crate) fn measure(job: Job, times: u64) -> anyhow::Result<Duration> {
    let context = Context::new(StartMethod::Fork);
    let lock = context.share(Lock::new())?;
    let number = context.share(AtomicU64::new(0))?;
    let both = (&*lock, &*number);
    match job {
        Job::Get => repeated(times, || {
            ensure!(both.1.load(SeqCst) == 0);
            Ok(())
        }),
        Job::Locked => {
            let took = repeated(times, || {
                let _guard = hold(both.0);
                both.1.store(both.1.load(SeqCst) + 1, SeqCst);
                Ok(())
            })?;
            ensure!(both.1.load(SeqCst) == times);
            Ok(took)
        }
        Job::Lock => repeated(times, || {
            drop(hold(both.0));
            Ok(())
        }),
        Job::Queue => {
            let queue = context.queue::<u64>(None)?;
            repeated(times, || {
                queue.put(&7)?;
                ensure!(queue.get()? == 7);
                Ok(())
            })
        }
        _ => bail!("nobody does this"),
    }
}

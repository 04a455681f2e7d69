//! Through proxies of ours.

use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use handles::StartMethod;
use handles::live::Context;
use manager::Makes;
use manager::live::Manager;

use super::contender::Job;

/// How many elements the list has.
pub(crate) const LONG: u64 = 1000;

/// A server of its own.
pub(crate) fn start() -> anyhow::Result<Manager> {
    Ok(Manager::start(Context::new(StartMethod::Fork))?)
}

pub(crate) fn measure(job: Job, times: u64) -> anyhow::Result<Duration> {
    run(&start()?, job, times)
}

/// Does it so many times with this server.
pub(crate) fn run(manager: &impl Makes, job: Job, times: u64) -> anyhow::Result<Duration> {
    let value = manager.value(0_u64)?;
    match job {
        Job::Get => repeated(times, || {
            ensure!(value.get()? == 0);
            Ok(())
        }),
        Job::Racy => {
            let took = repeated(times, || Ok(value.set(value.get()? + 1)?))?;
            ensure!(value.get()? == times);
            Ok(took)
        }
        Job::Locked => {
            let lock = manager.lock()?;
            let took = repeated(times, || {
                let _guard = lock.hold()?;
                Ok(value.set(value.get()? + 1)?)
            })?;
            ensure!(value.get()? == times);
            Ok(took)
        }
        Job::FetchAdd => {
            let took = repeated(times, || value.fetch_add(1).map(|_| ()).map_err(Into::into))?;
            ensure!(value.get()? == times);
            Ok(took)
        }
        Job::Lock => {
            let lock = manager.lock()?;
            repeated(times, || {
                lock.acquire()?;
                Ok(lock.release()?)
            })
        }
        Job::DictGet => {
            let dict = manager.dict([("k".to_owned(), 7_u64)])?;
            let key = "k".to_owned();
            repeated(times, || {
                ensure!(dict.get(&key)? == Some(7));
                Ok(())
            })
        }
        Job::DictSet => {
            let dict = manager.dict::<String, u64>([])?;
            let (key, mut number) = ("k".to_owned(), 0);
            repeated(times, || {
                number += 1;
                dict.insert(&key, &number)?;
                Ok(())
            })
        }
        Job::List => {
            let list = manager.list(0..LONG)?;
            repeated(times, || {
                ensure!(list.to_vec()?.len() as u64 == LONG);
                Ok(())
            })
        }
        Job::Queue => {
            let queue = manager.queue::<u64>(0)?;
            repeated(times, || {
                queue.put(&7)?;
                ensure!(queue.get()? == 7);
                Ok(())
            })
        }
        Job::Clients(_) => bail!("several clients are measured elsewhere"),
    }
}

pub(crate) fn repeated(
    times: u64,
    mut once: impl FnMut() -> anyhow::Result<()>,
) -> anyhow::Result<Duration> {
    let begin = Instant::now();
    for _ in 0..times {
        once()?;
    }
    Ok(begin.elapsed())
}

//! Several processes that call at once.

use std::io::{Read, Write, pipe};
use std::time::{Duration, Instant};

use anyhow::ensure;
use manager::Makes;
use os::{Child, fork_child};

use super::bare::Ball;
use super::contender::Job;
use super::{ours, sizes};

/// Through proxies of ours: so many calls altogether.
pub(crate) fn ours(clients: u32, times: u64) -> anyhow::Result<Duration> {
    let manager = ours::start()?;
    let value = manager.value(0_u64)?;
    let each = (times / u64::from(clients)).max(1);
    let took = at_once(clients, || {
        (0..each).try_for_each(|_| value.fetch_add(1).map(|_| ()).map_err(Into::into))
    })?;
    let total = each * u64::from(clients);
    ensure!(value.get()? == total);
    Ok(scaled(took, times, total))
}

/// So many ping-pongs side by side.
pub(crate) fn bare(clients: u32, times: u64) -> anyhow::Result<Duration> {
    let sizes = sizes::of(Job::Clients(clients))?;
    let balls = (0..clients).map(|_| Ball::start(sizes));
    let balls = balls.collect::<anyhow::Result<Vec<_>>>()?;
    let each = (times / u64::from(clients)).max(1);
    let mut balls_left = balls.iter();
    let children = Children::start(clients, || {
        let ball = balls_left.next().expect("there is one for each");
        move || (0..each).try_for_each(|_| ball.there_and_back())
    })?;
    let took = children.run()?;
    Ok(scaled(took, times, each * u64::from(clients)))
}

/// The time of so many, when others were done.
fn scaled(took: Duration, times: u64, done: u64) -> Duration {
    took.mul_f64(times as f64 / done as f64)
}

fn at_once(clients: u32, run: impl Fn() -> anyhow::Result<()>) -> anyhow::Result<Duration> {
    Children::start(clients, || &run)?.run()
}

/// Processes that wait for the word.
struct Children {
    all: Vec<Child>,
    ready: std::io::PipeReader,
    go: std::io::PipeWriter,
}

impl Children {
    fn start<F: Fn() -> anyhow::Result<()>>(
        clients: u32,
        mut each: impl FnMut() -> F,
    ) -> anyhow::Result<Children> {
        let (mut wait, go) = pipe()?;
        let (ready, mut say) = pipe()?;
        let mut all = Vec::new();
        for _ in 0..clients {
            let run = each();
            all.push(fork_child(|| {
                let begun = say.write_all(b"r").and_then(|()| wait.read_exact(&mut [0]));
                (begun.is_err() || run().is_err()).into()
            })?);
        }
        Ok(Children { all, ready, go })
    }

    /// Lets them run, and tells how long they took.
    fn run(mut self) -> anyhow::Result<Duration> {
        let mut said = vec![0; self.all.len()];
        self.ready.read_exact(&mut said)?;
        let begin = Instant::now();
        self.go.write_all(&said)?;
        for child in self.all {
            ensure!(child.wait()?.success());
        }
        Ok(begin.elapsed())
    }
}

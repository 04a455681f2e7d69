//! The same with nothing but calls of the system: the limit.

use std::io::{Read, Write, pipe};
use std::os::fd::AsFd;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use os::{Wire, fork_child};
use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, recv, send, socketpair,
};

use super::END_AT_ONCE;
use super::contender::Topic;

pub(crate) fn measure(what: &str, topic: Topic, times: u64) -> anyhow::Result<Duration> {
    match (what, topic) {
        ("fork", _) => repeated(times, || {
            ensure!(fork_child(|| 0)?.wait()?.success());
            Ok(())
        }),
        ("posix_spawn", _) => repeated(times, || {
            let ended = Command::new("/proc/self/exe").arg(END_AT_ONCE).status()?;
            ensure!(ended.success());
            Ok(())
        }),
        ("pipe", Topic::PutAndGet) => {
            let (mut from, mut to) = pipe()?;
            here(
                times,
                |item| Ok(to.write_all(item)?),
                |item| Ok(from.read_exact(item)?),
            )
        }
        ("pipe", _) => {
            let (mut from, mut to) = pipe()?;
            across(
                times,
                |item| Ok(to.write_all(item)?),
                |item| Ok(from.read_exact(item)?),
            )
        }
        ("socket pair", topic) => {
            let (family, kind) = (AddressFamily::UNIX, SocketType::SEQPACKET);
            let (from, to) = socketpair(family, kind, SocketFlags::CLOEXEC, None)?;
            let put = |item: &Item| {
                ensure!(send(&to, item, SendFlags::empty())? == item.len());
                Ok(())
            };
            let get = |item: &mut Item| {
                ensure!(recv(&from, &mut item[..], RecvFlags::empty())?.1 == item.len());
                Ok(())
            };
            match topic {
                Topic::PutAndGet => here(times, put, get),
                Topic::Throughput => across(times, put, get),
                _ => duplicated(times),
            }
        }
        _ => bail!("nobody does this"),
    }
}

/// An item of eight bytes.
type Item = [u8; 8];

fn repeated(times: u64, mut once: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<Duration> {
    let begin = Instant::now();
    for _ in 0..times {
        once()?;
    }
    Ok(begin.elapsed())
}

/// Puts and gets in one process.
fn here(
    times: u64,
    mut put: impl FnMut(&Item) -> anyhow::Result<()>,
    mut get: impl FnMut(&mut Item) -> anyhow::Result<()>,
) -> anyhow::Result<Duration> {
    let mut number = 0_u64;
    repeated(times, || {
        let mut came = [0; 8];
        put(&number.to_ne_bytes())?;
        get(&mut came)?;
        ensure!(came == number.to_ne_bytes());
        number += 1;
        Ok(())
    })
}

/// Gets what another process puts.
fn across(
    times: u64,
    mut put: impl FnMut(&Item) -> anyhow::Result<()>,
    mut get: impl FnMut(&mut Item) -> anyhow::Result<()>,
) -> anyhow::Result<Duration> {
    let begin = Instant::now();
    let writer = fork_child(|| {
        let all = (0..times).try_for_each(|number| put(&number.to_ne_bytes()));
        all.is_err().into()
    })?;
    for number in 0..times {
        let mut came = [0; 8];
        get(&mut came)?;
        ensure!(came == number.to_ne_bytes());
    }
    let took = begin.elapsed();
    ensure!(writer.wait()?.success());
    Ok(took)
}

/// A message without a descriptor, and a descriptor that is duplicated beside it: what
/// passing one could not be cheaper than.
fn duplicated(times: u64) -> anyhow::Result<Duration> {
    let (from, to) = Wire::pair()?;
    repeated(times, || {
        to.send(&[0; 8], &[])?;
        drop(from.as_fd().try_clone_to_owned()?);
        from.receive()?;
        Ok(())
    })
}

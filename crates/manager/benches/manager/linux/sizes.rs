//! How many bytes a job sends and receives: counted by somebody between client and server.

use std::os::fd::AsFd;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use anyhow::Context;
use handles::StartMethod;
use handles::live::{AuthKey, Context as Start};
use manager::live::{Address, Manager};
use os::{Patience, Shared, fork_child, wait_for_any};
use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketAddrUnix, SocketFlags, SocketType, accept_with,
    bind, connect, listen, recv, send, socket_with,
};

use super::contender::Job;
use super::ours;

/// The bytes of one call, on average: those of a request and those of an answer, frames
/// included.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    pub(crate) request: usize,
    pub(crate) answer: usize,
}

/// How often a job is done to count its bytes.
const TIMES: u64 = 100;

/// The bytes of a call of this job. They are counted once a program.
pub(crate) fn of(job: Job) -> anyhow::Result<Sizes> {
    static KNOWN: Mutex<Vec<(Job, Sizes)>> = Mutex::new(Vec::new());
    // What several clients do is what one does.
    let job = if let Job::Clients(_) = job {
        Job::FetchAdd
    } else {
        job
    };
    let mut known = KNOWN.lock().expect("nobody panics with it");
    if let Some((_, sizes)) = known.iter().find(|(other, _)| *other == job) {
        return Ok(*sizes);
    }
    let sizes = count(job).context("cannot count the bytes of a call")?;
    known.push((job, sizes));
    Ok(sizes)
}

fn count(job: Job) -> anyhow::Result<Sizes> {
    let key = AuthKey::random()?;
    let manager = Manager::builder(Start::new(StartMethod::Fork))
        .key(key.clone())
        .start()?;
    let folder = tempfile::tempdir()?;
    let between = Address::Unix(folder.path().join("between"));
    let counted: Shared<[AtomicU64; 2]> = Shared::new([AtomicU64::new(0), AtomicU64::new(0)])?;
    let (front, back) = (path(&between)?, path(manager.address())?);
    let listener = socket()?;
    bind(&listener, &front)?;
    listen(&listener, 1)?;
    let relay = fork_child(|| relay(&listener, &back, &counted).is_err().into())?;
    let far = Manager::connect(&between, &key)?;
    // Relaxed: the relay counts before it passes on, and then the call returns.
    let read = || counted.each_ref().map(|count| count.load(Relaxed));
    let after = |times| -> anyhow::Result<[u64; 2]> {
        let before = read();
        ours::run(&far, job, times)?;
        let now = read();
        Ok([now[0] - before[0], now[1] - before[1]])
    };
    // The way to the server is made once.
    after(1)?;
    let (some, more) = (after(TIMES)?, after(2 * TIMES)?);
    relay.kill()?;
    // What is done once, such as making the objects, falls out of the difference.
    let bytes = |which: usize| (more[which] - some[which]) / (TIMES * job.calls());
    Ok(Sizes {
        request: bytes(0) as usize,
        answer: bytes(1) as usize,
    })
}

fn socket() -> anyhow::Result<std::os::fd::OwnedFd> {
    let (family, kind) = (AddressFamily::UNIX, SocketType::STREAM);
    Ok(socket_with(family, kind, SocketFlags::CLOEXEC, None)?)
}

fn path(address: &Address) -> anyhow::Result<SocketAddrUnix> {
    let Address::Unix(path) = address else {
        anyhow::bail!("a private address is a path");
    };
    Ok(SocketAddrUnix::new(path.as_path())?)
}

/// Passes on what comes, and counts it.
fn relay(
    listener: impl AsFd,
    back: &SocketAddrUnix,
    counted: &[AtomicU64; 2],
) -> anyhow::Result<()> {
    let front = accept_with(listener, SocketFlags::CLOEXEC)?;
    let server = socket()?;
    connect(&server, back)?;
    let sides = [front, server];
    let mut bytes = vec![0; 64 * 1024];
    loop {
        let both = [sides[0].as_fd(), sides[1].as_fd()];
        let Some(from) = wait_for_any(&both, Patience::Endless)? else {
            continue;
        };
        let (_, came) = recv(&sides[from], &mut bytes[..], RecvFlags::empty())?;
        if came == 0 {
            return Ok(());
        }
        counted[from].fetch_add(came as u64, Relaxed);
        let mut left = &bytes[..came];
        while !left.is_empty() {
            let sent = send(&sides[1 - from], left, SendFlags::NOSIGNAL)?;
            left = &left[sent..];
        }
    }
}

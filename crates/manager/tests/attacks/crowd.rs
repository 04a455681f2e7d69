//! Two hundred clients at once, beside some that behave badly: everybody is answered, and
//! nobody waits long for the bad ones.

use std::io::Write;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};
use manager::Makes;
use manager::live::{Limits, Manager};

use super::case::{Outcome, case};
use super::raw::{Peer, frame};
use super::server::Server;
use super::watch::{memory, until_descriptors};
use super::way::{Way, request_of};

const CLIENTS: usize = 200;
const CALLS: u64 = 50;
/// The most bytes of a message.
const MESSAGE: u32 = 8 << 20;
/// The elements of a list that fills half a message.
const BIG: usize = 1 << 14;

/// The time of the slowest call of a crowd.
fn crowd(server: &Server) -> Result<Duration, Failed> {
    // A way of its own: it keeps a connection for each thread that has used it at once.
    let shared = Manager::connect(server.address(), &server.key)?;
    let total = shared.value(0_u64)?;
    let begin = Barrier::new(CLIENTS);
    let client = || -> Result<Duration, Failed> {
        begin.wait();
        let own = Manager::connect(server.address(), &server.key)?;
        let list = own.list([0])?;
        let mut slowest = Duration::ZERO;
        for call in 1..=CALLS / 2 {
            let start = Instant::now();
            list.append(&call)?;
            let between = Instant::now();
            total.fetch_add(1)?;
            slowest = slowest.max(between - start).max(between.elapsed());
        }
        assert_eq!(list.to_vec()?, (0..=CALLS / 2).collect::<Vec<_>>());
        Ok(slowest)
    };
    let times = thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(client)).collect();
        let ended = clients
            .into_iter()
            .map(|client| client.join().expect("it does not panic"));
        ended.collect::<Result<Vec<_>, _>>()
    })?;
    assert_eq!(total.get()?, CLIENTS as u64 * CALLS / 2);
    Ok(times.into_iter().max().unwrap_or_default())
}

/// A client that asks for a big list again and again, and never reads.
fn never_reads(server: &Server, way: &Way) -> Result<Peer, Failed> {
    let list = way.list((0..BIG).map(|_| vec![1_u8; 256]))?;
    let asks = request_of(|| list.to_vec());
    let mut peer = server.open()?;
    peer.0.set_nonblocking(true)?;
    for _ in 0..1_000 {
        // When there is no room for more, it has asked for enough.
        if peer.send(&asks).is_err() {
            break;
        }
    }
    Ok(peer)
}

/// A client that sends half of the longest message, and stops.
fn stops_half_way(server: &Server) -> Result<Peer, Failed> {
    let mut peer = server.open()?;
    let half = &frame(&vec![0; MESSAGE as usize])[..MESSAGE as usize / 2];
    peer.0.write_all(half)?;
    Ok(peer)
}

fn bad_ones() -> Outcome {
    let server = Server::with(Limits {
        message: MESSAGE,
        ..Limits::default()
    })?;
    // The first crowd takes what memory is taken once.
    crowd(&server)?;
    let alone = crowd(&server)?;
    let way = server.way()?;
    let before = memory(server.pid);
    let mut bad = vec![
        never_reads(&server, &way)?,
        never_reads(&server, &way)?,
        stops_half_way(&server)?,
        stops_half_way(&server)?,
    ];
    let with_bad = crowd(&server)?;
    assert!(
        with_bad < 20 * alone + Duration::from_millis(500),
        "the slowest call took {with_bad:?}, and {alone:?} without bad clients"
    );
    let grown = memory(server.pid).saturating_sub(before);
    // Each may cost what is read of its message and what is not sent of its answer, and
    // buffers grow by doubling. Beside them are the two lists.
    let most = 3 * u64::from(MESSAGE) * bad.len() as u64;
    assert!(grown < most, "{grown} bytes, of {most}");
    // Those who never read get what they have asked for, if they begin to.
    let mut late = bad.remove(0);
    late.0.set_nonblocking(false)?;
    for _ in 0..5 {
        assert!(late.receive()?.len() > BIG * 256);
    }
    drop((late, bad, way));
    until_descriptors(server.pid, server.descriptors)
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![case(
        "two hundred clients, and some that behave badly",
        bad_ones,
    )]
}

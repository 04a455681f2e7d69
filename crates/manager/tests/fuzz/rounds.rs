//! Rounds of requests, as they were and changed, against a server without sockets.

use std::panic::{AssertUnwindSafe, catch_unwind};

use libtest_mimic::{Failed, Trial};
use manager::server::{Dispatch, Kinds};
use manager::{ConnectionId, Refused, Request};
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

use super::{changes, corpus};

/// How many servers are asked.
const ROUNDS: u64 = 150;
/// How many changed requests each of them gets.
const CHANGED: usize = 1_500;

/// What has come of requests.
#[derive(Debug, Default)]
struct Seen {
    done: usize,
    refused: usize,
    waiting: usize,
}

/// A server, and the next number of a connection.
struct Target {
    dispatch: Dispatch,
    connections: u64,
    seen: Seen,
}

impl Target {
    fn new() -> Target {
        Target {
            dispatch: Dispatch::new(Kinds::of_every_server()),
            connections: 0,
            seen: Seen::default(),
        }
    }

    /// Sends one request, by a connection of its own.
    fn ask(&mut self, client: manager::ClientId, request: &[u8]) -> Result<ConnectionId, Failed> {
        self.connections += 1;
        let connection = ConnectionId(self.connections);
        let dispatch = &mut self.dispatch;
        let asked = catch_unwind(AssertUnwindSafe(|| {
            dispatch.handle(connection, client, request)
        }));
        let answers = asked.map_err(|_| format!("the server panicked at {request:?}"))?;
        let mine: Vec<_> = dispatch
            .answers()
            .filter(|answer| answer.to == connection)
            .collect();
        let deadlines: Vec<_> = dispatch.deadlines().collect();
        let is_release = matches!(
            postcard::take_from_bytes::<Request<'_>>(request),
            Ok((Request::Release(_), _))
        );
        match &mine[..] {
            [] if is_release => assert!(!answers),
            [] => {
                assert!(answers, "{request:?} is never answered");
                self.seen.waiting += 1;
            }
            [answer] => {
                assert!(answers && !is_release, "{request:?}");
                match answer.bytes.first() {
                    Some(0) => self.seen.done += 1,
                    Some(1) => {
                        postcard::from_bytes::<Result<(), Refused>>(&answer.bytes)?
                            .expect_err("it begins like a refusal");
                        self.seen.refused += 1;
                    }
                    _ => return Err(format!("{answer:?} to {request:?}").into()),
                }
            }
            _ => return Err(format!("{} answers to {request:?}", mine.len()).into()),
        }
        for deadline in deadlines {
            self.dispatch.expire(deadline.connection, deadline.number);
        }
        Ok(connection)
    }
}

/// The session as it was: all of it is done or waits, and nothing is left of it.
fn replay() -> Result<(), Failed> {
    let mut target = Target::new();
    let client = target.dispatch.client();
    let session = super::session::requests();
    let mut connections = Vec::new();
    for request in &session {
        connections.push(target.ask(client, request)?);
    }
    let Seen {
        done,
        refused,
        waiting,
    } = target.seen;
    assert!(done > session.len() / 2, "{done} of {}", session.len());
    assert!(waiting > 5, "some wait: {waiting}");
    assert!(
        refused < session.len() / 4,
        "{refused} of {}",
        session.len()
    );
    for connection in connections {
        target.dispatch.disconnect(connection, false);
    }
    target.dispatch.forget(client);
    assert_eq!(target.dispatch.objects(), 0);
    Ok(())
}

fn changed(seed: u64) -> Result<(), Failed> {
    let mut dice = Pcg64::seed_from_u64(seed);
    let corpus = corpus::requests();
    let mut target = Target::new();
    let client = target.dispatch.client();
    let mut connections = Vec::new();
    for request in &corpus {
        connections.push(target.ask(client, request)?);
    }
    let other = target.dispatch.fork_of(client);
    for _ in 0..CHANGED {
        let request = corpus.choose(&mut dice).expect("there are some");
        let request = changes::change(&mut dice, request, &corpus);
        let client = if dice.r#gen() { client } else { other };
        connections.push(target.ask(client, &request)?);
        if dice.gen_ratio(1, 4) {
            let place = dice.gen_range(0..connections.len());
            let connection = connections.swap_remove(place);
            target.dispatch.disconnect(connection, dice.r#gen());
        }
        // Each request makes one object, and a condition its lock.
        assert!(target.dispatch.objects() <= 2 * target.connections as usize);
    }
    assert!(target.seen.refused > CHANGED / 10, "{:?}", target.seen);
    assert!(target.seen.done > CHANGED / 20, "{:?}", target.seen);
    for connection in connections {
        target.dispatch.disconnect(connection, dice.r#gen());
    }
    for client in [client, other] {
        target.dispatch.forget(client);
    }
    // What is left are objects that lead to each other in a ring.
    assert!(
        target.dispatch.objects() < corpus.len(),
        "{}",
        target.dispatch.objects()
    );
    Ok(())
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        Trial::test("the corpus is what a session sends", || {
            let (expected, found) = (corpus::expected(), corpus::found());
            let differs = |name: &&String| expected.get(*name) != found.get(*name);
            let names: Vec<_> = expected
                .keys()
                .chain(found.keys())
                .filter(differs)
                .collect();
            if names.is_empty() {
                return Ok(());
            }
            Err(format!("{names:?} differ: write the corpus anew, with --bless").into())
        })
        // Elsewhere there are no connections.
        .with_ignored_flag(!cfg!(target_os = "linux")),
        Trial::test("the session is answered, and nothing is left of it", replay),
        Trial::test(
            format!("{ROUNDS} servers answer {CHANGED} changed requests each"),
            || (0..ROUNDS).try_for_each(changed),
        ),
        Trial::test("control: a change is a change", || {
            let corpus = corpus::requests();
            let mut dice = Pcg64::seed_from_u64(0);
            let differs =
                |request: &&Vec<u8>| changes::change(&mut dice, request, &corpus) != **request;
            let changed = corpus.iter().filter(differs).count();
            assert!(
                changed > corpus.len() * 3 / 4,
                "{changed} of {}",
                corpus.len()
            );
            Ok(())
        }),
    ]
}

//! The whole life of a worker.

use std::panic;
use std::time::Instant;

use handles::live::PanicReport;
use os::{OsError, Received};
use serde::{Deserialize, Serialize};

use super::claims::Claims;
use super::initializer::Initializer;
use super::messages::{End, FromWorker, ToWorker, Work, add, all};
use super::outcome::{Failure, Outcomes};
use super::runner::{Runner, run_one};

/// What a worker is started with.
#[derive(Serialize, Deserialize)]
pub(super) struct Brief {
    pub(super) wire: End,
    pub(super) claims: Claims,
    pub(super) initializer: Initializer,
}

/// A worker: it does one chunk after the other, until it is told to stop. Returns its exit
/// code.
pub(super) fn worker(brief: Brief) -> u8 {
    let Brief {
        wire,
        claims,
        initializer,
    } = brief;
    // The parent hears of panics; standard error need not.
    panic::set_hook(Box::new(|_| ()));
    PanicReport::remember();
    let (first, code) = match initializer.run() {
        Ok(()) => (FromWorker::Ready, 0),
        Err(failure) => (FromWorker::NotReady(failure), 1),
    };
    if tell(&wire, &first).is_err() || code != 0 {
        return code;
    }
    // An error means that the broker is gone, and nobody wants the result.
    u8::from(work(&wire, &claims).is_err())
}

fn work(wire: &End, claims: &Claims) -> Result<(), OsError> {
    loop {
        let message = match wire.0.receive()? {
            Received::Message(message) => message,
            Received::Nothing | Received::Closed => return Ok(()),
        };
        for message in all(&message.bytes) {
            match message {
                ToWorker::Do {
                    number,
                    count,
                    work,
                } if claims.begin(number) => tell(wire, &answer(number, count, work))?,
                // It was taken back.
                ToWorker::Do { .. } => {}
                ToWorker::Stop => return Ok(()),
            }
        }
    }
}

fn answer(number: u64, count: usize, work: &[u8]) -> FromWorker {
    let began = Instant::now();
    // The tasks catch their own panics; here one of a `Serialize` or a `Drop` ends.
    let outcomes = run_one(|| Ok(run(count, work)))
        .unwrap_or_else(|failure| Outcomes::all_failed(count, &failure));
    let mut bytes = Vec::new();
    add(&mut bytes, &outcomes);
    FromWorker::Done {
        number,
        nanoseconds: began.elapsed().as_nanos().try_into().unwrap_or(u64::MAX),
        outcomes: bytes.into(),
    }
}

fn run(count: usize, work: &[u8]) -> Outcomes {
    let found = all(work).next().ok_or_else(|| Failure::Failed {
        message: "the chunk is truncated".into(),
    });
    match found.and_then(|work: Work<'_>| Ok((Runner::find(work.task)?, work.items))) {
        Ok((runner, items)) => runner.chunk(items, count),
        Err(failure) => Outcomes::all_failed(count, &failure),
    }
}

fn tell(wire: &End, what: &FromWorker) -> Result<(), OsError> {
    let mut bytes = Vec::new();
    add(&mut bytes, what);
    wire.0.send(&bytes, &[])
}

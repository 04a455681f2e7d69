//! A type of our own in the server, with a method that does in one call what takes two.
#![allow(
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    reason = "a program fails where its server refuses, and panics only where the server does"
)]

use super::channel::{Channel, ValueProxy, crosses, serve_with};
use super::handles::spaces::{Cross, start};
use crate::server::Kinds;
use crate::{Makes, Over, ProxyError, exposed};

// ANCHOR: two_calls
/// Keeps the best score.
pub fn keeps(best: &ValueProxy<u32>, score: u32) {
    if best.get().unwrap() < score {
        best.set(score).unwrap();
    }
}
// ANCHOR_END: two_calls

// ANCHOR: registered
/// The best score, in the server.
#[derive(Debug)]
pub struct Best(u32);

impl Best {
    fn new() -> Self {
        Best(0)
    }

    fn offer(&mut self, score: u32) {
        self.0 = self.0.max(score);
    }

    fn score(&self) -> u32 {
        self.0
    }

    #[allow(dead_code, reason = "nobody can call it")]
    fn forget(&mut self) -> u32 {
        std::mem::take(&mut self.0)
    }
}

exposed! {
    /// The best score, from elsewhere.
    pub proxy BestProxy for Best {
        fn new() -> Self;
        /// Keeps this score if it is better.
        fn offer(&mut self, score: u32);
        /// The best score.
        fn score(&self) -> u32;
    }
}

/// One call.
pub fn offers(best: &BestProxy<Channel>, score: u32) {
    best.offer(score).unwrap();
}
// ANCHOR_END: registered

type InModel = BestProxy<Channel>;
crosses!(InModel);

/// What keeps the best score.
pub trait Keeper: Cross {
    /// Makes one, at 0.
    #[track_caller]
    fn new(manager: &Channel) -> Self;

    /// The best score.
    #[track_caller]
    fn best(&self) -> u32;
}

// ANCHOR: program
/// Two processes have a score each, 7 and 9. Returns the best one.
pub fn best<K: Keeper>(keeps: fn(&K, u32)) -> u32 {
    serve_with(Kinds::of_every_server().with_type::<Best>(), |manager| {
        let keeper = K::new(manager);
        let players = [7, 9].map(|score| start(&keeper, move |keeper| keeps(&keeper, score)));
        for player in players {
            player.join().unwrap();
        }
        keeper.best()
    })
}
// ANCHOR_END: program

// ANCHOR: by_name
/// Asks for something by its name, and gives nothing along.
pub fn asked_by_name(method: &str) -> Result<u32, ProxyError> {
    serve_with(Kinds::of_every_server().with_type::<Best>(), |manager| {
        manager.registered::<Best>(())?.call_by_name(method, &())
    })
}
// ANCHOR_END: by_name

impl Keeper for ValueProxy<u32> {
    fn new(manager: &Channel) -> Self {
        manager.value(0).unwrap()
    }

    fn best(&self) -> u32 {
        self.get().unwrap()
    }
}

impl Keeper for BestProxy<Channel> {
    fn new(manager: &Channel) -> Self {
        manager.registered::<Best>(()).unwrap()
    }

    fn best(&self) -> u32 {
        self.score().unwrap()
    }
}

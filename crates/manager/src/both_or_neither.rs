//! A coin that is moved from one key of a dictionary to another, and somebody who looks.
#![allow(
    clippy::missing_panics_doc,
    reason = "a program panics only where its own server does"
)]

use serde::{Deserialize, Serialize};

use self::Pocket::{Left, Right};
use super::channel::{DictProxy, serve};
use super::handles::spaces::start;
use crate::Makes;

/// A pocket.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub enum Pocket {
    /// The left one.
    Left,
    /// The right one.
    Right,
}

/// How many coins each pocket has.
pub type Pockets = DictProxy<Pocket, u32>;

// ANCHOR: moves
/// Two calls.
pub fn moved_by_two(pockets: &Pockets) {
    pockets.insert(&Left, &0).unwrap();
    pockets.insert(&Right, &1).unwrap();
}

/// One call.
pub fn moved_by_one(pockets: &Pockets) {
    pockets.update([(Left, 0), (Right, 1)]).unwrap();
}
// ANCHOR_END: moves

// ANCHOR: counts
/// Two calls.
pub fn counted_by_two(pockets: &Pockets) -> u32 {
    pockets.index(&Left).unwrap() + pockets.index(&Right).unwrap()
}

/// One call.
pub fn counted_by_one(pockets: &Pockets) -> u32 {
    pockets.values().unwrap().into_iter().sum()
}
// ANCHOR_END: counts

// ANCHOR: program
/// One process moves the coin from the left pocket to the right one, and another one
/// counts the coins of both. Returns what it counts.
pub fn coins(moves: fn(&Pockets), counts: fn(&Pockets) -> u32) -> u32 {
    serve(|manager| {
        let pockets = manager.dict([(Left, 1), (Right, 0)]).unwrap();
        let mover = start(&pockets, move |pockets| moves(&pockets));
        let counted = counts(&pockets);
        mover.join().unwrap();
        counted
    })
}
// ANCHOR_END: program

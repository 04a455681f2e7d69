//! Items of all sizes: short ones travel through the socket, long ones as memory files.

use handles::entries;
use handles::live::{Context, Entry, Queue, QueueError};
use libtest_mimic::Trial;

use super::case::Outcome;
use super::words::{both, ends_well, most, started};

/// Where a message of the kernel ends, and what else it holds beside the bytes.
const BOUNDARY: usize = os::MOST_INLINE;
const NEAR: usize = 20;

pub(super) fn entries() -> Vec<Entry> {
    entries![sends_back]
}

pub(super) fn trials() -> Vec<Trial> {
    both("items of 0 bytes to 1 MiB, there and back", there_and_back).into()
}

type Items = Queue<Option<Vec<u8>>>;

fn sends_back((there, back): (Items, Items)) -> Result<(), QueueError> {
    while let item @ Some(_) = there.get()? {
        back.put(&item)?;
    }
    Ok(())
}

fn there_and_back(context: Context) -> Outcome {
    let (there, back): (Items, Items) = (context.queue(most(1))?, context.queue(None)?);
    let child = started(context.process(sends_back, (there.clone(), back.clone())))?;
    let sizes = [0, 1, 2, 127, 128, 4096, 212_992, 1 << 20];
    for size in sizes.into_iter().chain(BOUNDARY - NEAR..=BOUNDARY + NEAR) {
        // No two places hold the same for long.
        let bytes: Vec<u8> = (0..size).map(|place| (place % 251) as u8).collect();
        there.put(&Some(bytes.clone()))?;
        assert!(
            back.get()? == Some(bytes),
            "{size} bytes came back as others"
        );
    }
    there.put(&None)?;
    ends_well(child)
}

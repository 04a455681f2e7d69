//! Misconception: one that puts and one that takes are enough. With one of each, who is
//! woken always finds what it waited for.

use super::mailbox::{Mailbox, Question};
use super::sync::thread;

/// The property: each of these programs ends only as its question allows.
pub const PROPERTY: &[Question] = &[Question {
    name: "1 puts a letter, 1 takes it",
    program: |mailbox| taken(mailbox, 0, &[1], &[1]),
    allowed: &[7],
}];

/// `main` puts so many letters in. Then each process of one list puts so many in, and each
/// of the other takes so many out; `main` takes what is left. The letters are 7, 8 and so
/// on. Returns the sum of those that were taken.
fn taken(mailbox: Mailbox, first: u32, put: &[u32], take: &[u32]) -> u32 {
    let mut letters = 7..;
    for letter in letters.by_ref().take(first as usize) {
        mailbox.put(letter);
    }
    let takers: Vec<_> = take
        .iter()
        .map(|&count| {
            let mailbox = mailbox.clone();
            thread::spawn(move || (0..count).map(|_| mailbox.take()).sum::<u32>())
        })
        .collect();
    let putters: Vec<_> = put
        .iter()
        .map(|&count| {
            let mailbox = mailbox.clone();
            let mine: Vec<u32> = letters.by_ref().take(count as usize).collect();
            thread::spawn(move || mine.into_iter().for_each(|letter| mailbox.put(letter)))
        })
        .collect();
    for putter in putters {
        putter.join().unwrap();
    }
    let mut sum = 0;
    for taker in takers {
        sum += taker.join().unwrap();
    }
    let left = first + put.iter().sum::<u32>() - take.iter().sum::<u32>();
    sum + (0..left).map(|_| mailbox.take()).sum::<u32>()
}

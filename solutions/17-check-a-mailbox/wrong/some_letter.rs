//! Misconception: a letter that is lost must be allowed for. Then a mailbox may lose
//! it.

use super::mailbox::{Mailbox, Question};
use super::sync::thread;

/// The property: each of these programs ends only as its question allows.
pub const PROPERTY: &[Question] = &[
    Question {
        name: "1 puts 2 letters, 2 take one each",
        program: |mailbox| taken(mailbox, 0, &[2], &[1, 1]),
        allowed: &[7, 8, 14, 15],
    },
    Question {
        name: "a letter is in; 2 put one each, 1 takes two",
        program: |mailbox| taken(mailbox, 1, &[1, 1], &[2]),
        allowed: &[24],
    },
];

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

//! Processes that send to one that receives.

use super::sync::{mpsc, thread};

/// `n` processes send `m` messages each; `main` receives them all.
pub(crate) fn channel(n: usize, m: usize) -> u32 {
    let (sender, receiver) = mpsc::channel();
    let handles: Vec<_> = (0..n)
        .map(|_| {
            let sender = sender.clone();
            thread::spawn(move || {
                for _ in 0..m {
                    sender.send(1).unwrap();
                }
            })
        })
        .collect();
    let total = (0..n * m).map(|_| receiver.recv().unwrap()).sum();
    for handle in handles {
        handle.join().unwrap();
    }
    total
}

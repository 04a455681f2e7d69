//! Processes that wait to be woken.
//!
//! `notify_one` and `wake(1)` wake *some* process: which one is not promised, so
//! all must be tried. Where everyone who waits is woken there is no choice, and
//! they are *granted*: they go on, and nobody can tell in which order. Where only
//! some are, the queue keeps *wake-ups*, and those who wait compete for them: to
//! take one is a step.
//!
//! A wake-up is for those who waited when it was sent. Who comes later cannot
//! take it.

use crate::step::Process;

/// Processes that wait, in the order in which they came, and the wake-ups that
/// none of them has taken yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Queue {
    waiting: Vec<Process>,
    /// For each wake-up how many of those who wait, from the first on, it is for.
    /// In rising order; the n-th (from 1) is for at least n.
    wakeups: Vec<usize>,
}

impl Queue {
    /// Who waits.
    pub(crate) fn waiting(&self) -> &[Process] {
        &self.waiting
    }

    /// Somebody comes to wait.
    pub(crate) fn enter(&mut self, process: Process) {
        self.waiting.push(process);
    }

    /// Whether sending a wake-up would change anything.
    pub(crate) fn can_wake(&self) -> bool {
        self.wakeups.len() < self.waiting.len()
    }

    /// Sends up to so many wake-ups. Returns how many were sent, and who is woken
    /// without a choice.
    pub(crate) fn wake(&mut self, count: usize) -> (usize, Vec<Process>) {
        let sent = count.min(self.waiting.len() - self.wakeups.len());
        let everyone = self.waiting.len();
        if self.wakeups.len() + sent == everyone {
            self.wakeups.clear();
            return (sent, std::mem::take(&mut self.waiting));
        }
        self.wakeups.extend(std::iter::repeat_n(everyone, sent));
        (sent, Vec::new())
    }

    /// Whether this process may take a wake-up.
    pub(crate) fn can_take(&self, process: Process) -> bool {
        let place = self.waiting.iter().position(|other| *other == process);
        place.is_some_and(|place| self.wakeups.iter().any(|&reach| reach > place))
    }

    /// Takes the oldest wake-up that is for this process.
    pub(crate) fn take(&mut self, process: Process) {
        let place = self.leave(process);
        // Those that reached exactly to this place no longer reach anyone new, so
        // the oldest that was for it is the first that reached beyond.
        if let Some(at) = self.wakeups.iter().position(|&reach| reach > place) {
            self.wakeups.remove(at);
        }
        for reach in &mut self.wakeups {
            *reach -= usize::from(*reach > place);
        }
    }

    /// This process goes, without being woken. Returns the place it had.
    fn leave(&mut self, process: Process) -> usize {
        let place = self
            .waiting
            .iter()
            .position(|other| *other == process)
            .expect("who goes on was waiting");
        self.waiting.remove(place);
        place
    }

    /// This process goes on for no reason, or gives up. It could take no wake-up.
    pub(crate) fn leave_unwoken(&mut self, process: Process) {
        let place = self.leave(process);
        for reach in &mut self.wakeups {
            *reach -= usize::from(*reach > place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn process(letter: char) -> Process {
        Process::from_letter(letter).unwrap()
    }

    fn queue(letters: &str) -> Queue {
        let mut queue = Queue::default();
        letters
            .chars()
            .for_each(|letter| queue.enter(process(letter)));
        queue
    }

    #[test]
    fn one_wake_up_is_for_anyone_who_waits_but_for_no_latecomer() {
        let mut queue = queue("AB");
        assert_eq!(queue.wake(1), (1, vec![]));
        queue.enter(process('C'));
        assert!(queue.can_take(process('A')) && queue.can_take(process('B')));
        assert!(!queue.can_take(process('C')));
        queue.take(process('B'));
        assert_eq!(queue.waiting(), [process('A'), process('C')]);
        assert!(!queue.can_take(process('A')));
    }

    #[test]
    fn the_oldest_wake_up_is_taken_so_that_the_newer_one_is_left_for_others() {
        let mut queue = queue("AB");
        assert_eq!(queue.wake(1), (1, vec![]));
        queue.enter(process('C'));
        assert_eq!(queue.wake(1), (1, vec![]));
        queue.take(process('A'));
        assert!(queue.can_take(process('B')) && queue.can_take(process('C')));
        queue.take(process('C'));
        assert!(!queue.can_take(process('B')));
    }

    #[test]
    fn where_everyone_is_woken_nobody_chooses() {
        let mut queue = queue("AB");
        assert_eq!(
            queue.wake(usize::MAX),
            (2, vec![process('A'), process('B')])
        );
        assert_eq!(queue.wake(1), (0, vec![]));
        let mut queue = self::queue("AB");
        assert_eq!(queue.wake(1), (1, vec![]));
        assert_eq!(queue.wake(1), (1, vec![process('A'), process('B')]));
    }
}

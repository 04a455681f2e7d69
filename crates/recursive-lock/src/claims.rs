//! What chapter 3 says, each sentence with its check.
//!
//! The locks are explored over their own source, down to the futex. Beside each law
//! stands the broken twin, which must be refuted in the same check: in every
//! interleaving, and in what loom explores.

use verdict::{Check, interleavings, loom as in_loom};

use crate::{loom as l, shuttle as s};

const TWO: &str = "2 processes";
const THREE: &str = "3 processes";

/// A law asked of two processes in every interleaving and in loom, with its twin.
macro_rules! law {
    ($check:ident, $law:ident of $module:ident::$type:ident, $($only:expr),+; not $twin:ident: $what:literal) => {
        $check
            .part(interleavings(TWO, s::laws::$law::<s::$module::$type>).only([$($only),+]))
            .part(in_loom(TWO, l::laws::$law::<l::$module::$type>).only([$($only),+]))
            .control($what, interleavings(TWO, s::laws::$law::<s::$twin::$type>).only([$($only),+]))
            .control($what, in_loom(TWO, l::laws::$law::<l::$twin::$type>).only([$($only),+]))
    };
    ($check:ident, $law:ident($n:literal) of $module:ident::$type:ident, $only:expr; not $twin:ident: $what:literal) => {
        $check
            .part(interleavings(TWO, || s::laws::$law::<s::$module::$type>($n)).only([$only]))
            .part(in_loom(TWO, || l::laws::$law::<l::$module::$type>($n)).only([$only]))
            .control($what, interleavings(TWO, || s::laws::$law::<s::$twin::$type>($n)).only([$only]))
            .control($what, in_loom(TWO, || l::laws::$law::<l::$twin::$type>($n)).only([$only]))
    };
}

/// No wake-up is lost, in both worlds.
macro_rules! awaited {
    ($check:expr, $($happens:tt)+) => {
        $check
            .part(interleavings(TWO, s::laws_of_waiting::no_lost_wake_up::<with!(s $($happens)+)>).only([7]))
            .part(in_loom(TWO, l::laws_of_waiting::no_lost_wake_up::<with!(l $($happens)+)>).only([7]))
    };
}

macro_rules! with {
    ($world:ident event) => { $world::event::Event };
    ($world:ident event_that_wakes_first) => { $world::event_that_wakes_first::Event };
    ($world:ident condition over $module:ident::$lock:ident) => {
        $world::laws_of_waiting::Flag<$world::condition::Condition<$world::$module::$lock>>
    };
    ($world:ident condition_that_sleeps_late over $module:ident::$lock:ident) => {
        $world::laws_of_waiting::Flag<$world::condition_that_sleeps_late::Condition<$world::$module::$lock>>
    };
}

/// Whether two processes stay in step at a barrier, for so many rounds.
macro_rules! in_step {
    ($world:ident, $rounds:literal) => {
        || {
            let barrier = $world::barrier::Barrier::new(2).expect("two parties");
            $world::laws_of_waiting::lockstep(barrier, $rounds, |barrier| {
                barrier.wait().expect("nobody breaks it");
            })
        }
    };
    ($world:ident, $rounds:literal, without turns) => {
        || {
            let barrier = $world::barrier_without_turns::Barrier::new(2);
            $world::laws_of_waiting::lockstep(barrier, $rounds, |barrier| barrier.wait())
        }
    };
}

macro_rules! broken_together {
    ($world:ident) => {
        || {
            let barrier = $world::barrier::Barrier::new(2).expect("two parties");
            $world::laws_of_waiting::broken_together(barrier)
        }
    };
}

/// Which letter is taken, beside that of who waits rightly.
fn beside_the_right_one(
    check: Check,
    takes: fn(&s::mailbox::Mailbox) -> u32,
    writes: fn(&s::mailbox::Mailbox),
) -> Check {
    use s::mailbox::{letter_taken, take};
    check
        .part(interleavings(MAIL, move || letter_taken(takes, writes)).only([6, 7]))
        .good_control(
            "who looks under the lock, while there is none",
            interleavings(MAIL, move || letter_taken(take, writes)).only([6, 7]),
        )
}

const MAIL: &str = "1 taker, 1 writer";

verdict::claims! {
    chapter "3 Recursive locks"; sources crate::SOURCES;

    page "03-recursive-locks/a-lock-from-one-word.md" {
        /// In every interleaving of 2 and of 3 processes, and in what loom explores of 2, the lock loses no increment.
        lock_excludes: verified = |check| check
            .part(interleavings(TWO, || s::laws::mutual_exclusion::<s::lock::Lock>(2)).at_least(2).only([2]))
            .part(interleavings(THREE, || s::laws::mutual_exclusion::<s::lock::Lock>(3)).at_least(6).only([3]))
            .part(in_loom(TWO, || l::laws::mutual_exclusion::<l::lock::Lock>(2)).at_least(2).only([2]))
            .control(
                "a lock that forgets who waits",
                interleavings(THREE, || s::laws::mutual_exclusion::<s::lock_that_forgets::Lock>(3)).only([3]),
            )
            .control(
                "a lock that lets everyone in",
                in_loom(TWO, || l::laws::mutual_exclusion::<l::rlock_by_count::RLock>(2)).only([2]),
            );

        /// Who was woken may take the lock as if nobody else waited for it.
        who_wakes_may_forget: refuted = |check| check
            .part(interleavings(THREE, || s::laws::mutual_exclusion::<s::lock_that_forgets::Lock>(3)).only([3]))
            .good_control(
                "two processes",
                interleavings(TWO, || s::laws::mutual_exclusion::<s::lock_that_forgets::Lock>(2)).only([2]),
            );

        /// In what loom explores of 2 processes, what one holder writes into plain memory the next one sees.
        lock_orders: verified = |check| check
            .part(in_loom(TWO, || l::laws::order::<l::lock::Lock>(2)).at_least(2).only([2]))
            .control(
                "a lock that orders nothing",
                in_loom(TWO, || l::laws::order::<l::lock_without_order::Lock>(2)).only([2]),
            );

        /// No interleaving shows whether a lock orders what happens under it.
        order_is_no_interleaving: verified = |check| check
            .part(interleavings(TWO, || s::laws::order::<s::lock_without_order::Lock>(2)).only([2]))
            .control(
                "the same in loom",
                in_loom(TWO, || l::laws::order::<l::lock_without_order::Lock>(2)).only([2]),
            );

        /// A process that stops waiting leaves the lock in order.
        lock_is_given_up: verified = |check| check
            .part(interleavings(TWO, s::laws::giving_up).exactly([(1, false), (2, false)]))
            .part(in_loom(TWO, l::laws::giving_up).exactly([(1, false), (2, false)]))
            .control(
                "nobody ever gives up",
                interleavings(TWO, s::laws::giving_up).only([(2, false)]),
            );
    }

    page "03-recursive-locks/taken-again.md" {
        /// Its holder takes a recursive lock again, and is still alone after it has given it back once.
        rlock_recursion: verified = |check| check
            .part(interleavings(TWO, || s::laws::recursion::<s::rlock::RLock>(2)).at_least(2).only([2]))
            .part(in_loom(TWO, || l::laws::recursion::<l::rlock::RLock>(2)).at_least(2).only([2]))
            .control("a plain lock", interleavings(TWO, || s::laws::recursion::<s::lock::Lock>(2)).only([2]))
            .control("a plain lock", in_loom(TWO, || l::laws::recursion::<l::lock::Lock>(2)).only([2]));

        /// A recursive lock loses no increment, and what one holder writes the next one sees.
        rlock_excludes: verified = |check|
            law!(check, mutual_exclusion(2) of rlock::RLock, 2; not rlock_by_count: "a lock that asks the count")
                .part(in_loom(TWO, || l::laws::order::<l::rlock::RLock>(2)).at_least(2).only([2]));

        /// A lock that is held more than once is held by the caller.
        a_count_is_enough: refuted = |check| check
            .part(interleavings(TWO, || s::laws::mutual_exclusion::<s::rlock_by_count::RLock>(2)).only([2]))
            .good_control(
                "a lock that knows its owner",
                interleavings(TWO, || s::laws::mutual_exclusion::<s::rlock::RLock>(2)).only([2]),
            );
    }

    page "03-recursive-locks/who-may-give-it-back.md" {
        /// A stranger can give a plain lock back, and let the next process in beside the holder.
        a_stranger_frees_a_lock: verified = |check| check
            .part(interleavings("a holder and a stranger", s::laws::ownership::<s::lock::Lock>).possible((1, false)))
            .control(
                "a recursive lock",
                interleavings("the same", s::laws::ownership::<s::rlock::RLock>).possible((1, false)),
            );

        /// A stranger that gives a recursive lock back is refused, and nothing is changed.
        rlock_ownership: verified = |check|
            law!(check, ownership of rlock::RLock, (2, true); not rlock_for_anyone: "a lock that anyone gives back");

        /// Of two processes that give one permit back, one is refused.
        bounded_release: verified = |check| law!(
            check, bounded_release of bounded_semaphore::BoundedSemaphore, (1, 1);
            not bounded_in_two_steps: "a release in two steps"
        );

        /// To look whether there are too many permits, and then to add one, is enough.
        two_steps_are_enough: refuted = |check| check
            .part(interleavings(TWO, s::laws::bounded_release::<s::bounded_in_two_steps::BoundedSemaphore>).only([(1, 1)]))
            .good_control(
                "one step",
                interleavings(TWO, s::laws::bounded_release::<s::bounded_semaphore::BoundedSemaphore>).only([(1, 1)]),
            );

        /// A semaphore with one permit lets one process in at a time.
        at_most_one: verified = |check| check
            .part(interleavings("2 processes, 1 permit", || s::laws::at_most::<s::semaphore::Semaphore>(1, 2)).only([(true, 1)]))
            .part(in_loom("2 processes, 1 permit", || l::laws::at_most::<l::semaphore::Semaphore>(1, 2)).only([(true, 1)]))
            .control(
                "a permit too many",
                interleavings("2 processes, 1 permit", || s::laws::at_most::<s::one_permit_too_many::Semaphore>(1, 2))
                    .only([(true, 1)]),
            );
    }

    page "03-recursive-locks/waiting-for-a-change.md" {
        /// Who waits for a change under the lock does not miss it.
        condition_is_not_missed: verified = |check| check
            .part(interleavings("2 processes, over a Lock", s::laws_of_waiting::no_lost_wake_up::<with!(s condition over lock::Lock)>).only([7]))
            .part(interleavings("2 processes, over an RLock", s::laws_of_waiting::no_lost_wake_up::<with!(s condition over rlock::RLock)>).only([7]))
            .control(
                "a condition that sleeps late",
                interleavings(TWO, s::laws_of_waiting::no_lost_wake_up::<with!(s condition_that_sleeps_late over lock::Lock)>)
                    .only([7]),
            );

        /// Who looks under the lock, and waits while there is no letter, gets one.
        waiting_in_a_loop: verified = |check| check
            .part(interleavings(MAIL, || s::mailbox::letter_taken(s::mailbox::take, s::mailbox::writes)).only([7]))
            .part(interleavings(MAIL, || s::mailbox::letter_taken(s::mailbox::take, s::mailbox::corrects)).exactly([6, 7]))
            .control(
                "who looks before it holds the lock",
                interleavings(MAIL, || s::mailbox::letter_taken(s::mailbox::take_early, s::mailbox::writes)).only([7]),
            );

        /// Who looks first and then takes the lock to wait gets a letter.
        looking_early: refuted = |check| beside_the_right_one(check, s::mailbox::take_early, s::mailbox::writes);

        /// Who waits without a look gets a letter.
        waiting_blindly: refuted = |check| beside_the_right_one(check, s::mailbox::take_blindly, s::mailbox::writes);

        /// Who was woken need not look again.
        if_is_enough: refuted = |check| beside_the_right_one(check, s::mailbox::take_if, s::mailbox::corrects);

        /// A process that waits lets go of a recursive lock however often it has taken it, and has it as often again.
        depth_after_waiting: verified = |check| check
            .part(interleavings(TWO, s::laws_of_waiting::depth_after_waiting::<s::condition::Condition<s::rlock::RLock>>).only([3]))
            .control(
                "another depth",
                interleavings(TWO, s::laws_of_waiting::depth_after_waiting::<s::condition::Condition<s::rlock::RLock>>).only([1]),
            );
    }

    page "03-recursive-locks/all-together.md" {
        /// Who waits for an event that is set does not miss it.
        event_is_not_missed: verified = |check| awaited!(check, event)
            .control(
                "an event that wakes first",
                interleavings(TWO, s::laws_of_waiting::no_lost_wake_up::<with!(s event_that_wakes_first)>).only([7]),
            )
            .control(
                "an event that wakes first",
                in_loom(TWO, l::laws_of_waiting::no_lost_wake_up::<with!(l event_that_wakes_first)>).only([7]),
            );

        /// An event may wake those who wait, and set its flag then.
        an_event_may_wake_first: refuted = |check| check
            .part(interleavings(TWO, s::laws_of_waiting::no_lost_wake_up::<with!(s event_that_wakes_first)>).only([7]))
            .good_control(
                "first the flag",
                interleavings(TWO, s::laws_of_waiting::no_lost_wake_up::<with!(s event)>).only([7]),
            );

        /// In every interleaving of 2 processes and 2 rounds, nobody is a round ahead of another at a barrier.
        barrier_lockstep: verified = |check| check
            .part(interleavings("2 processes, 2 rounds", in_step!(s, 2)).only([true]))
            .control("a barrier without turns", interleavings("2 processes, 2 rounds", in_step!(s, 2, without turns)).only([true]))
            ;

        /// A barrier that counts who came can be used again when it has counted down.
        a_count_of_those_who_came: refuted = |check| check
            .part(interleavings("2 processes, 2 rounds", in_step!(s, 2, without turns)).only([true]))
            .good_control("a barrier with turns", interleavings("2 processes, 2 rounds", in_step!(s, 2)).only([true]));

        /// Of two processes at a barrier that may give up, both pass or both are told.
        barrier_breaks_for_all: verified = |check| check
            .part(interleavings(TWO, broken_together!(s)).exactly([(true, true), (false, false)]))
            .control("nobody ever gives up", interleavings(TWO, broken_together!(s)).only([(true, true)]));
    }
}

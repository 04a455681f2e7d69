//! Recursive locks and mailboxes of which some are wrong: for the exercises in which the
//! student says what they must do.
//!
//! Reading order: `lock` (what a student gets), `owned`, then the locks; `mailbox`,
//! `room`, then the mailboxes. Each of the wrong ones fails only when it is used in its own
//! way. The other locks, right and wrong, are those of the chapter.

interleave::worlds! {
    #![real(target_os = "linux")]
    use recursive_lock as chapter;
    pub mod lock;
    pub mod owned;
    pub mod over_a_mutex;
    pub mod spins;
    pub mod in_two_steps;
    pub mod not_recursive;
    pub mod free_at_once;
    pub mod for_anyone;
    pub mod says_yes;
    pub mod forgets;
    pub mod mailbox;
    pub mod room;
    pub mod one_condition;
    pub mod two_conditions;
    pub mod at_the_letter;
    pub mod looks_outside;
    pub mod tells_first;
    pub mod if_in_take;
    pub mod if_in_put;
    pub mod wakes_one;
    pub mod writes_over;
    pub mod taken_twice;
}

//! Counters of which some are wrong: for the exercise in which the student says what a
//! counter must do.
//!
//! Each of the wrong ones loses something only when it is used in its own way: by two
//! processes at once, by three, for a fourth time. The others, right and wrong, are those
//! of the chapter.

interleave::worlds! {
    use increment as chapter;
    pub mod counter;
    pub mod lock_per_access;
    pub mod ends_with_twelve;
    pub mod gives_up;
    pub mod room_for_two;
    pub mod two_bits;
}

//! A schedule as a short string: who takes each step.
//!
//! `ABBA` says: first a step of `A`, then two of `B`, then one of `A`. A step is
//! one operation on a shared object (a load, a store, a lock, an unlock …).
//! Numbers repeat a letter, so that `A2B12` is `AA` and twelve `B`.
//!
//! The steps of `main` before it has spawned anyone are left out, for nobody else
//! could run; and so are those after the last step of everyone else: when the
//! schedule is at its end, `main` goes on alone.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::step::Process;

/// Who takes each step, in order.
///
/// ```
/// use interleave::Schedule;
///
/// let schedule: Schedule = "A2BA".parse().unwrap();
/// assert_eq!(schedule.to_string(), "AABA");
/// assert_eq!(schedule.context_switches(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Schedule(Vec<Process>);

/// Schedules longer than this many steps are printed with run lengths.
const PLAIN_STEPS: usize = 32;

/// The longest schedule that is accepted, in steps.
const MAX_STEPS: usize = 100_000;

impl Schedule {
    /// A schedule that takes these steps.
    #[must_use]
    pub fn new(steps: Vec<Process>) -> Schedule {
        Schedule(steps)
    }

    /// Who takes each step.
    #[must_use]
    pub fn steps(&self) -> &[Process] {
        &self.0
    }

    /// How often the next step is taken by another process than the last one.
    #[must_use]
    pub fn context_switches(&self) -> usize {
        self.0.windows(2).filter(|pair| pair[0] != pair[1]).count()
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.len() <= PLAIN_STEPS {
            return self
                .0
                .iter()
                .try_for_each(|process| write!(f, "{}", process.letter()));
        }
        self.0
            .chunk_by(|a, b| a == b)
            .try_for_each(|run| match run.len() {
                1 => write!(f, "{}", run[0].letter()),
                n => write!(f, "{}{n}", run[0].letter()),
            })
    }
}

/// Why a string is not a schedule.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ScheduleError {
    /// It has no steps.
    #[error("the schedule is empty; write one letter a step, like ABBA")]
    Empty,
    /// A character stands for no process.
    #[error(
        "`{found}` at position {position} is not a process; \
         write one capital letter a step (or m for main), like ABBA or A2B12"
    )]
    NotAProcess {
        /// The character.
        found: char,
        /// Its position in the string, counted from 1.
        position: usize,
    },
    /// A run length is zero, or the whole is too long.
    #[error("the run length at position {position} makes no schedule; it must be from 1 to 100000")]
    RunLength {
        /// The position of the number in the string, counted from 1.
        position: usize,
    },
}

impl FromStr for Schedule {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Schedule, ScheduleError> {
        let mut steps = Vec::new();
        let mut characters = text.trim().chars().enumerate().peekable();
        while let Some((at, found)) = characters.next() {
            let position = at + 1;
            let process = Process::from_letter(found)
                .ok_or(ScheduleError::NotAProcess { found, position })?;
            let mut digits = String::new();
            while let Some((_, digit)) = characters.next_if(|(_, c)| c.is_ascii_digit()) {
                digits.push(digit);
            }
            let repeat = if digits.is_empty() {
                1
            } else {
                digits
                    .parse()
                    .ok()
                    .filter(|n| (1..=MAX_STEPS).contains(n))
                    .ok_or(ScheduleError::RunLength {
                        position: position + 1,
                    })?
            };
            if steps.len() + repeat > MAX_STEPS {
                return Err(ScheduleError::RunLength { position });
            }
            steps.extend(std::iter::repeat_n(process, repeat));
        }
        if steps.is_empty() {
            return Err(ScheduleError::Empty);
        }
        Ok(Schedule(steps))
    }
}

impl Serialize for Schedule {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Schedule {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Schedule, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.is_empty() {
            // A program whose only process is `main` has the empty schedule.
            return Ok(Schedule::default());
        }
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_schedule_is_plain_and_a_long_one_has_run_lengths() {
        let short: Schedule = "A2B3A".parse().unwrap();
        assert_eq!(short.to_string(), "AABBBA");
        let long: Schedule = "A40BA2m".parse().unwrap();
        assert_eq!(long.to_string(), "A40BA2m");
    }

    #[test]
    fn what_is_no_schedule_is_refused_with_its_position() {
        let parse = |text: &str| text.parse::<Schedule>().unwrap_err();
        assert_eq!(parse("  "), ScheduleError::Empty);
        assert_eq!(
            parse("AAxB"),
            ScheduleError::NotAProcess {
                found: 'x',
                position: 3
            }
        );
        assert_eq!(parse("AB0"), ScheduleError::RunLength { position: 3 });
        assert_eq!(
            parse("A99999999999999999999"),
            ScheduleError::RunLength { position: 2 }
        );
        assert_eq!(
            parse("2A"),
            ScheduleError::NotAProcess {
                found: '2',
                position: 1
            }
        );
    }
}

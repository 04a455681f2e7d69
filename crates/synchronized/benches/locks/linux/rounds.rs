//! All measurements of a run, round by round.

use measure::Spread;

use super::contender::Contender;
use super::increments::{PARTIES, Task};

/// What one increment took, in nanoseconds: for each of the tasks, in each round.
pub(crate) struct Rounds {
    pub(crate) count: u32,
    columns: Vec<Column>,
}

struct Column {
    contender: Contender,
    parties: u64,
    nanos: Vec<f64>,
}

impl Rounds {
    /// Measures every task in each of so many rounds. In each round another one begins, so
    /// that none always comes after the same pause or at the same moment.
    pub(crate) fn measure(tasks: &[Task<'_>], count: u32) -> anyhow::Result<Rounds> {
        let mut columns: Vec<_> = tasks
            .iter()
            .map(|task| Column {
                contender: task.contender,
                parties: task.parties,
                nanos: Vec::new(),
            })
            .collect();
        for round in 0..count {
            for parties in PARTIES {
                let mut turns: Vec<_> = tasks
                    .iter()
                    .zip(&mut columns)
                    .filter(|(task, _)| task.parties == parties)
                    .collect();
                let begins = round as usize % turns.len();
                turns.rotate_left(begins);
                for (task, column) in turns {
                    column.nanos.push(task.nanos()?);
                }
            }
            eprintln!("round {:>2} of {count}", round + 1);
        }
        Ok(Rounds { count, columns })
    }

    fn of(&self, contender: Contender, parties: u64) -> Option<&[f64]> {
        let same = |column: &&Column| column.contender == contender && column.parties == parties;
        self.columns.iter().find(same).map(|column| &*column.nanos)
    }

    /// What one increment took, in nanoseconds.
    pub(crate) fn nanos(&self, contender: Contender, parties: u64) -> Option<Spread> {
        Spread::of(self.of(contender, parties)?.to_vec())
    }

    /// How many times as long as another one it took, each time in the same round.
    pub(crate) fn ratio(&self, of: Contender, to: Contender, parties: u64) -> Option<Spread> {
        Spread::of_ratios(self.of(of, parties)?, self.of(to, parties)?)
    }
}

//! All measurements of a run, round by round.

use std::time::Duration;

use measure::Spread;

use super::contender::{Contender, Topic, Way};

/// What doing it once took, in nanoseconds: for each contender, in each round.
pub(crate) struct Rounds {
    pub(crate) count: u32,
    columns: Vec<Column>,
}

struct Column {
    contender: Contender,
    times: u64,
    nanos: Vec<f64>,
}

impl Rounds {
    /// Measures everybody in each of so many rounds, each time for about so long. In each
    /// round another one begins, so that none always comes after the same pause.
    pub(crate) fn measure(
        contenders: &[Contender],
        time: Duration,
        count: u32,
    ) -> anyhow::Result<Rounds> {
        let mut columns = Vec::new();
        for &contender in contenders {
            columns.push(Column {
                contender,
                times: times(contender, time)?,
                nanos: Vec::new(),
            });
        }
        for round in 0..count {
            for topic in Topic::ALL {
                let mut turns: Vec<_> = columns
                    .iter_mut()
                    .filter(|column| column.contender.topic == topic)
                    .collect();
                let begins = round as usize % turns.len();
                turns.rotate_left(begins);
                for column in turns {
                    let took = column.contender.measure(column.times)?;
                    let nanos = took.as_secs_f64() * 1e9 / column.times as f64;
                    column.nanos.push(nanos);
                }
            }
            eprintln!("round {:>2} of {count}", round + 1);
        }
        Ok(Rounds { count, columns })
    }

    fn of(&self, contender: Contender) -> Option<&[f64]> {
        let same = |column: &&Column| column.contender == contender;
        self.columns.iter().find(same).map(|column| &*column.nanos)
    }

    /// Who was measured at this.
    pub(crate) fn at(&self, topic: Topic) -> impl Iterator<Item = Contender> {
        let all = self.columns.iter().map(|column| column.contender);
        all.filter(move |contender| contender.topic == topic)
    }

    /// What doing it once took, in nanoseconds.
    pub(crate) fn nanos(&self, contender: Contender) -> Option<Spread> {
        Spread::of(self.of(contender)?.to_vec())
    }

    /// How many times as long one way took as another one, each time in the same round.
    pub(crate) fn ratio(&self, topic: Topic, of: Way, to: Way) -> Option<Spread> {
        let of = self.of(Contender { topic, way: of })?;
        Spread::of_ratios(of, self.of(Contender { topic, way: to })?)
    }
}

/// How often it can be done in about so long.
fn times(contender: Contender, time: Duration) -> anyhow::Result<u64> {
    let mut times = contender.fewest();
    loop {
        let took = contender.measure(times)?;
        let more = time.as_secs_f64() / took.as_secs_f64();
        // The first ones are slow: it goes up in steps.
        times = ((times as f64 * more.clamp(0.1, 8.0)) as u64).max(contender.fewest());
        if more < 8.0 {
            return Ok(times);
        }
    }
}

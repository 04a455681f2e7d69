//! All measurements of a run, round by round.

use std::time::Duration;

use crate::Spread;

/// A way to do something, and how long it takes.
pub trait Contender: Copy + Eq {
    /// What is done.
    type Topic: Copy + Eq;

    /// What it does.
    fn topic(self) -> Self::Topic;

    /// The fewest times that tell anything.
    fn fewest(self) -> u64;

    /// Does it so many times, and checks what came of it.
    ///
    /// # Errors
    ///
    /// When it could not be done, or when something wrong came of it.
    fn measure(self, times: u64) -> anyhow::Result<Duration>;
}

/// What doing it once took, in nanoseconds: for each contender, in each round.
#[derive(Clone, Debug)]
pub struct Rounds<C> {
    /// How many rounds there were.
    pub count: u32,
    columns: Vec<Column<C>>,
}

#[derive(Clone, Debug)]
struct Column<C> {
    contender: C,
    times: u64,
    nanos: Vec<f64>,
}

impl<C: Contender> Rounds<C> {
    /// Measures everybody in each of so many rounds, each time for about so long. Those of
    /// one topic take their turns one after the other. In each round another one begins, so
    /// that none always comes after the same pause.
    ///
    /// # Errors
    ///
    /// The first of a measurement.
    pub fn measure(contenders: &[C], time: Duration, count: u32) -> anyhow::Result<Rounds<C>> {
        let mut columns: Vec<Column<C>> = Vec::new();
        for &contender in contenders {
            columns.push(Column {
                contender,
                times: times(contender, time)?,
                nanos: Vec::new(),
            });
        }
        let mut topics = Vec::new();
        for topic in contenders.iter().map(|contender| contender.topic()) {
            if !topics.contains(&topic) {
                topics.push(topic);
            }
        }
        for round in 0..count {
            for &topic in &topics {
                let mut turns: Vec<_> = columns
                    .iter_mut()
                    .filter(|column| column.contender.topic() == topic)
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

    fn of(&self, contender: C) -> Option<&[f64]> {
        let same = |column: &&Column<C>| column.contender == contender;
        self.columns.iter().find(same).map(|column| &*column.nanos)
    }

    /// Who was measured at this.
    pub fn at(&self, topic: C::Topic) -> impl Iterator<Item = C> {
        let all = self.columns.iter().map(|column| column.contender);
        all.filter(move |contender| contender.topic() == topic)
    }

    /// What doing it once took, in nanoseconds.
    #[must_use]
    pub fn nanos(&self, contender: C) -> Option<Spread> {
        Spread::of(self.of(contender)?.to_vec())
    }

    /// How many times as long one took as another one, each time in the same round.
    #[must_use]
    pub fn ratio(&self, of: C, to: C) -> Option<Spread> {
        Spread::of_ratios(self.of(of)?, self.of(to)?)
    }
}

/// How often it can be done in about so long.
fn times<C: Contender>(contender: C, time: Duration) -> anyhow::Result<u64> {
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

/// A time that reads well. A number and its unit stay on one line.
#[must_use]
pub fn time(nanos: f64) -> String {
    let number = crate::number;
    match nanos {
        ..1e3 => format!("{}\u{a0}ns", number(nanos, 1)),
        1e3..1e6 => format!("{}\u{a0}µs", number(nanos / 1e3, 1)),
        _ => format!("{}\u{a0}ms", number(nanos / 1e6, 1)),
    }
}

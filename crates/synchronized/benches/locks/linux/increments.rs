//! Which measurements there are, and how each is made.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use anyhow::Context;
use clap::ValueEnum;
use measure::Python;
use os::Shared;
use synchronized::real::locks::lock::Lock;
use synchronized::real::locks::rlock::RLock;
use synchronized::real::value::Value;

use super::contender::Contender;
use super::counter::{Beside, Nested, RawAndLock};
use super::cpython;
use super::glibc;
use super::race::{in_processes, in_threads};

/// How many contend.
pub(crate) const PARTIES: [u64; 3] = [1, 2, 4];

/// The fewest increments that tell anything about time.
const FEWEST: u64 = 500;

/// What one measurement does.
#[derive(Clone, Copy)]
pub(crate) struct Task<'a> {
    pub(crate) contender: Contender,
    /// How many contend.
    pub(crate) parties: u64,
    /// Of each of them.
    pub(crate) increments: u64,
    python: Option<&'a Python>,
}

impl<'a> Task<'a> {
    /// Every measurement of a round, with a few increments each. Those that are compared
    /// stand side by side.
    pub(crate) fn all(python: Option<&'a Python>) -> impl Iterator<Item = Task<'a>> {
        let all = PARTIES.iter().flat_map(move |&parties| {
            let contenders = Contender::value_variants().iter();
            contenders.map(move |&contender| Task {
                contender,
                parties,
                increments: FEWEST,
                python,
            })
        });
        all.filter(|task| task.parties == 1 || task.contender.is_for_many())
            .filter(|task| task.python.is_some() || !task.contender.needs_python())
    }

    /// The same with so many increments of each.
    pub(crate) fn that_makes(self, increments: u64) -> Task<'a> {
        Task { increments, ..self }
    }

    /// The same with as many increments as take about so long.
    pub(crate) fn that_takes(self, time: Duration) -> anyhow::Result<Task<'a>> {
        let mut task = self;
        loop {
            let took = task.measure()?;
            let times = time.as_secs_f64() / took.as_secs_f64();
            // The first ones are slow, or do not contend yet: it goes up in steps.
            let increments = task.increments as f64 * times.clamp(0.1, 8.0);
            task.increments = (increments as u64).max(FEWEST);
            if times < 8.0 {
                return Ok(task);
            }
        }
    }

    /// Makes the measurement, and checks that no increment was lost.
    pub(crate) fn measure(self) -> anyhow::Result<Duration> {
        let with = || format!("{}, {} at once", self.contender.words(), self.parties);
        self.measured().with_context(with)
    }

    /// What one increment takes, in nanoseconds.
    pub(crate) fn nanos(self) -> anyhow::Result<f64> {
        let made = self.parties * self.increments;
        Ok(self.measure()?.as_secs_f64() * 1e9 / made as f64)
    }

    fn measured(self) -> anyhow::Result<Duration> {
        let (n, m) = (self.parties, self.increments);
        match self.contender {
            Contender::FetchAdd => in_processes(&Shared::new(AtomicU64::new(0))?, n, m),
            Contender::Lock => in_processes(&Shared::new(Beside::new(Lock::new()))?, n, m),
            Contender::RLock => in_processes(&Shared::new(Beside::new(RLock::new()))?, n, m),
            Contender::NestedRLock => in_processes(&Shared::new(Nested::new())?, n, m),
            Contender::Value => in_processes(&Shared::new(Value::new(0_u64))?, n, m),
            Contender::RawValueAndLock => in_processes(&Shared::new(RawAndLock::new())?, n, m),
            Contender::GlibcMutex => in_processes(&glibc::Mutex::beside_a_number()?, n, m),
            Contender::GlibcSemaphore => in_processes(&glibc::Semaphore::beside_a_number()?, n, m),
            Contender::StdMutex => in_threads(&Beside::new(std::sync::Mutex::new(())), n, m),
            Contender::ParkingLotMutex => {
                in_threads(&Beside::new(parking_lot::Mutex::new(())), n, m)
            }
            Contender::CPythonValue => self.in_python("value"),
            Contender::CPythonRawValueAndLock => self.in_python("raw-value"),
        }
    }

    fn in_python(self, what: &str) -> anyhow::Result<Duration> {
        self.python.context("there is no python3")?;
        cpython::measure(what, self.parties, self.increments)
    }
}

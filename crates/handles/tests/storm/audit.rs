//! What became of the items of a wave, and whether that may be.

use libtest_mimic::Trial;

use super::case::case;

/// What is known when all processes of a wave have ended.
#[derive(Clone, Debug, Default)]
pub(crate) struct Audit {
    /// For each item whether a process said that its result is in the queue of results.
    pub(crate) acknowledged: Vec<bool>,
    /// The items of the results that were in that queue.
    pub(crate) results: Vec<u32>,
    /// How many processes were killed: each may have had one item in its hands.
    pub(crate) killed: u32,
}

impl Audit {
    /// # Errors
    ///
    /// When an item that was acknowledged has no result, when one has two, or when more are
    /// lost than were in the hands of the dead.
    pub(crate) fn check(&self) -> Result<(), String> {
        let mut lost = 0;
        for (item, acknowledged) in (0..).zip(&self.acknowledged) {
            let results = self
                .results
                .iter()
                .filter(|result| **result == item)
                .count();
            match results {
                0 if *acknowledged => {
                    return Err(format!("item {item} was acknowledged, and lost"));
                }
                0 => lost += 1,
                1 => {}
                _ => return Err(format!("item {item} has {results} results")),
            }
        }
        if lost > self.killed {
            return Err(format!("{lost} items are lost by {} dead", self.killed));
        }
        Ok(())
    }
}

pub(crate) fn trials() -> Vec<Trial> {
    let good = Audit {
        acknowledged: vec![true, true, false, false],
        results: vec![1, 0, 2],
        killed: 1,
    };
    let control = |name: &str, audit: Audit, expected: Result<(), &'static str>| {
        case(format!("control: {name}"), move || {
            assert_eq!(audit.check(), expected.map_err(String::from));
            Ok(())
        })
    };
    vec![
        control("a dead process may lose one item", good.clone(), Ok(())),
        control(
            "no more than one",
            Audit {
                results: vec![1, 0],
                ..good.clone()
            },
            Err("2 items are lost by 1 dead"),
        ),
        control(
            "none that was acknowledged",
            Audit {
                results: vec![1, 2],
                ..good.clone()
            },
            Err("item 0 was acknowledged, and lost"),
        ),
        control(
            "no item has two results",
            Audit {
                results: vec![1, 0, 2, 1],
                ..good
            },
            Err("item 1 has 2 results"),
        ),
    ]
}

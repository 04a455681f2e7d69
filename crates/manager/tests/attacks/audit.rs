//! What became of what the killed have done, and whether that may be.

use std::collections::BTreeMap;

use libtest_mimic::Trial;

use super::case::case;

/// Looks at what one process has put in, which numbers what it puts from 1 on and ends with
/// its death.
///
/// # Errors
///
/// When something that was acknowledged is not there, or is there twice; or when more is
/// there than one thing that was not acknowledged.
pub(crate) fn put_in(acknowledged: u32, found: &[u32]) -> Result<(), String> {
    let mut found = found.to_vec();
    found.sort_unstable();
    let all = |last| (1..=last).collect::<Vec<u32>>();
    if found == all(acknowledged) || found == all(acknowledged + 1) {
        return Ok(());
    }
    Err(format!(
        "{acknowledged} were acknowledged, and {found:?} are there"
    ))
}

/// Looks at what was taken out by processes of which so many were killed.
///
/// # Errors
///
/// When something was taken out twice, or is still there; or when more is lost than one
/// thing for each that was killed.
pub(crate) fn taken_out(
    all: impl IntoIterator<Item = u32>,
    taken: &[u32],
    left: &[u32],
    killed: usize,
) -> Result<(), String> {
    let mut seen: BTreeMap<u32, u32> = all.into_iter().map(|item| (item, 0)).collect();
    for item in taken.iter().chain(left) {
        let count = seen
            .get_mut(item)
            .ok_or(format!("{item} was never put in"))?;
        *count += 1;
        if *count > 1 {
            return Err(format!("{item} is there {count} times"));
        }
    }
    let lost: Vec<_> = seen.into_iter().filter(|(_, count)| *count == 0).collect();
    if lost.len() > killed {
        return Err(format!("{} are lost by {killed} dead", lost.len()));
    }
    Ok(())
}

/// Looks at a sum of ones.
///
/// # Errors
///
/// When it is less than was acknowledged, or more by more than one for each that was killed.
pub(crate) fn added(acknowledged: u64, total: u64, killed: u64) -> Result<(), String> {
    if (acknowledged..=acknowledged + killed).contains(&total) {
        return Ok(());
    }
    Err(format!(
        "{acknowledged} were acknowledged, and the total is {total}"
    ))
}

pub(crate) fn trials() -> Vec<Trial> {
    let control = |name: &str, found: Result<(), String>, expected: Result<(), &'static str>| {
        case(format!("control: {name}"), move || {
            assert_eq!(found, expected.map_err(String::from));
            Ok(())
        })
    };
    vec![
        control(
            "one more than acknowledged may be there",
            put_in(2, &[3, 1, 2]),
            Ok(()),
        ),
        control(
            "none that was acknowledged may be missing",
            put_in(3, &[1, 3]),
            Err("3 were acknowledged, and [1, 3] are there"),
        ),
        control(
            "nor be there twice",
            put_in(2, &[1, 2, 2]),
            Err("2 were acknowledged, and [1, 2, 2] are there"),
        ),
        control(
            "a dead process may lose one",
            taken_out(0..4, &[1, 2], &[0], 1),
            Ok(()),
        ),
        control(
            "no more than one",
            taken_out(0..4, &[1], &[0], 1),
            Err("2 are lost by 1 dead"),
        ),
        control(
            "none is taken twice",
            taken_out(0..4, &[1, 2], &[2], 4),
            Err("2 is there 2 times"),
        ),
        control("a dead process may have added one", added(5, 6, 1), Ok(())),
        control(
            "no addition is lost",
            added(5, 4, 1),
            Err("5 were acknowledged, and the total is 4"),
        ),
        control(
            "none is made up",
            added(5, 7, 1),
            Err("5 were acknowledged, and the total is 7"),
        ),
    ]
}

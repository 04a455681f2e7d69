//! The middle of some numbers.

/// What stands where there is nothing to tell.
pub const NONE: &str = "–";

/// The middle of some numbers, and between which two of them their middle half lies.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    /// Half of them are smaller.
    pub median: f64,
    /// A quarter of them is smaller.
    pub lower: f64,
    /// A quarter of them is larger.
    pub upper: f64,
}

impl Spread {
    /// Of these numbers; none of none.
    #[must_use]
    pub fn of(mut numbers: Vec<f64>) -> Option<Spread> {
        numbers.sort_by(f64::total_cmp);
        let at = |quarter: usize| numbers.get(numbers.len().checked_sub(1)? * quarter / 4);
        Some(Spread {
            median: *at(2)?,
            lower: *at(1)?,
            upper: *at(3)?,
        })
    }

    /// How many times as much the first were as the second, turn by turn.
    #[must_use]
    pub fn of_ratios(of: &[f64], to: &[f64]) -> Option<Spread> {
        Spread::of(of.iter().zip(to).map(|(of, to)| of / to).collect())
    }
}

/// The middle, with so many digits behind the point at most.
#[must_use]
pub fn median(spread: Option<Spread>, digits: usize) -> String {
    spread.map_or(NONE.to_owned(), |spread| number(spread.median, digits))
}

/// A number with so many digits behind the point, but not more than three that matter.
#[must_use]
pub fn number(number: f64, digits: usize) -> String {
    let whole = number.log10().floor().max(0.0) as usize;
    let digits = digits.min(2_usize.saturating_sub(whole));
    format!("{number:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_half_lies_around_the_median() {
        let spread = Spread::of(vec![5.0, 1.0, 2.0, 4.0, 3.0]).expect("there are numbers");
        assert_eq!((spread.lower, spread.median, spread.upper), (2.0, 3.0, 4.0));
        assert!(Spread::of(Vec::new()).is_none());
    }

    #[test]
    fn ratios_are_of_the_same_turn() {
        let spread = Spread::of_ratios(&[2.0, 30.0], &[1.0, 10.0]).expect("there are two");
        assert_eq!((spread.median, spread.upper), (2.0, 2.0));
    }

    #[test]
    fn three_digits_matter() {
        assert_eq!(number(0.1234, 2), "0.12");
        assert_eq!(number(12.34, 2), "12.3");
        assert_eq!(number(1234.5, 2), "1234");
    }
}

//! The arguments of a directive: a claim's name, then `outcome=…` and `part=…`.

use regex::Regex;
use std::sync::LazyLock;

/// The arguments of a directive about a claim.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Args<'a> {
    /// The claim.
    pub(crate) id: &'a str,
    /// Which outcome, if it says.
    pub(crate) outcome: Option<&'a str>,
    /// Which part, if it says, counted from 1.
    pub(crate) part: Option<usize>,
    /// What stands between the name and the first option.
    pub(crate) rest: &'a str,
}

/// Reads the arguments. A value reaches to the next option or to the end, so
/// that an outcome such as `(1, 0)` needs no quotes.
///
/// # Errors
///
/// If they are none of these: what to tell the author.
pub(crate) fn parse<'a>(text: &'a str) -> Result<Args<'a>, String> {
    static OPTION: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?:^|\s)(outcome|part)=").expect("the pattern is valid"));
    let text = text.trim();
    let (id, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    if id.is_empty() || id.contains('=') {
        return Err("the name of a claim comes first".to_owned());
    }
    let options: Vec<_> = OPTION.captures_iter(rest).collect();
    let whole = |n: usize| {
        options
            .get(n)
            .and_then(|option: &regex::Captures<'a>| option.get(0))
    };
    let mut args = Args {
        id,
        outcome: None,
        part: None,
        rest: rest[..whole(0).map_or(rest.len(), |first| first.start())].trim(),
    };
    for (n, option) in options.iter().enumerate() {
        let from = whole(n).map_or(rest.len(), |this| this.end());
        let to = whole(n + 1).map_or(rest.len(), |next| next.start());
        let value = rest[from..to].trim();
        if &option[1] == "part" {
            let number = value
                .parse()
                .map_err(|_| format!("`{value}` is no part; write a number, as in `part=1`"))?;
            args.part = Some(number);
        } else {
            args.outcome = Some(value);
        }
    }
    Ok(args)
}

impl<'a> Args<'a> {
    /// The arguments, if nothing is among them that this directive has no use for.
    ///
    /// # Errors
    ///
    /// If there is: what to tell the author.
    pub(crate) fn only(self, outcome: bool, part: bool) -> Result<Args<'a>, String> {
        if !self.rest.is_empty() {
            return Err(format!("`{}` means nothing here; leave it out", self.rest));
        }
        if self.outcome.is_some() && !outcome {
            return Err("`outcome=` means nothing here; leave it out".to_owned());
        }
        if self.part.is_some() && !part {
            return Err("`part=` means nothing here; leave it out".to_owned());
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_may_have_spaces() {
        let args = parse("sold outcome=(2, -1) part=2").unwrap();
        assert_eq!((args.id, args.rest), ("sold", ""));
        assert_eq!((args.outcome, args.part), (Some("(2, -1)"), Some(2)));
        let swapped = parse("sold part=2 outcome=(2, -1)").unwrap();
        assert_eq!((swapped.outcome, swapped.part), (args.outcome, args.part));
    }

    #[test]
    fn what_is_no_argument_is_told() {
        assert!(parse("").unwrap_err().contains("name of a claim"));
        assert!(
            parse("x part=two")
                .unwrap_err()
                .contains("`two` is no part")
        );
        let odd = parse("x yes").unwrap().only(true, true);
        assert_eq!(odd.unwrap_err(), "`yes` means nothing here; leave it out");
    }
}

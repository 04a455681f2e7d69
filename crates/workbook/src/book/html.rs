//! Text as HTML.

use mdbook_markdown::pulldown_cmark::{Event, Parser, Tag, TagEnd, html};

/// Text that stays text inside an element or a quoted attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // mdBook's own preprocessor runs after ours and would expand it.
            '{' => out.push_str("&#123;"),
            // An empty line would end the block of HTML.
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A sentence of Markdown as HTML without a paragraph around it. HTML in the
/// sentence is text: `Vec<T>` is meant as it stands.
pub(crate) fn sentence(markdown: &str) -> String {
    let events = Parser::new(markdown).filter_map(|event| match event {
        Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => None,
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        event => Some(event),
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    out.trim().replace('\n', " ").replace('{', "&#123;")
}

/// A number with its thousands apart: `1,234,567`.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count with its noun: `1 execution`, `2 executions`.
pub(crate) fn count(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(number))
}

/// A share of a whole in percent. Some is never 0 %, and not all is never 100 %.
pub(crate) fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "0\u{a0}%".to_owned();
    }
    let rounded = (u128::from(part) * 200 + u128::from(whole)) / (u128::from(whole) * 2);
    match rounded {
        0 if part > 0 => "&lt;\u{a0}1\u{a0}%".to_owned(),
        100 if part < whole => "&gt;\u{a0}99\u{a0}%".to_owned(),
        n => format!("{n}\u{a0}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_become_markup() {
        assert_eq!(escape("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&#39;");
        assert_eq!(escape("a\n\nb{{#x}}"), "a  b&#123;&#123;#x}}");
        assert_eq!(escape("plain"), "plain");
    }

    #[test]
    fn a_sentence_keeps_its_code_and_loses_its_html() {
        assert_eq!(
            sentence("The `+=` of a `Vec<T>` and <b>it</b>."),
            "The <code>+=</code> of a <code>Vec&lt;T&gt;</code> and &lt;b&gt;it&lt;/b&gt;."
        );
    }

    #[test]
    fn thousands_stand_apart() {
        let all: Vec<String> = [0, 999, 1_000, 13_010_087].map(thousands).into();
        assert_eq!(all, ["0", "999", "1,000", "13,010,087"]);
        assert_eq!(count(1, "execution"), "1 execution");
        assert_eq!(count(2_000, "execution"), "2,000 executions");
    }

    #[test]
    fn a_share_is_rounded_but_never_to_nothing_or_all() {
        assert_eq!(percent(4, 6), "67\u{a0}%");
        assert_eq!(percent(1, 10_000), "&lt;\u{a0}1\u{a0}%");
        assert_eq!(percent(9_999, 10_000), "&gt;\u{a0}99\u{a0}%");
        assert_eq!(percent(6, 6), "100\u{a0}%");
    }
}

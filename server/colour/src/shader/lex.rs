//! Words of shader text.

use super::NoShader;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// White space and comments.
    Space,
    /// A number, with its suffix.
    Number,
    /// A name or keyword.
    Name,
    /// One character.
    Sign,
}

/// A piece of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    /// Line of the text, from 1.
    pub(super) line: usize,
}

/// Characters that stand alone in the text of shaders; `#`, quotes and all others have a meaning that we do not know.
const SIGNS: &str = "{}()[];,.=+-*/<>!&|?:%";

/// The tokens of the text, spaces among them.
pub(super) fn lex(text: &str) -> Result<Vec<Token<'_>>, NoShader> {
    let mut tokens = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while let Some(first) = rest.chars().next() {
        let (kind, length) = if rest.starts_with("//") {
            (Kind::Space, rest.find('\n').unwrap_or(rest.len()))
        } else if rest.starts_with("/*") {
            return Err(NoShader::unknown("a comment of several lines", rest, line));
        } else if first.is_ascii_whitespace() {
            (Kind::Space, length_of(rest, |letter| letter.is_ascii_whitespace()))
        } else if first.is_ascii_digit() || (first == '.' && rest[1..].starts_with(|next: char| next.is_ascii_digit()))
        {
            (Kind::Number, number_length(rest))
        } else if is_of_name(first) {
            (Kind::Name, length_of(rest, is_of_name))
        } else if SIGNS.contains(first) {
            (Kind::Sign, 1)
        } else {
            return Err(NoShader::unknown("the character", rest, line));
        };
        let (text, after) = rest.split_at(length);
        // A comment is left out, its end of line is not.
        let shown = if text.starts_with("//") { "" } else { text };
        tokens.push(Token { kind, text: shown, line });
        line += text.matches('\n').count();
        rest = after;
    }
    Ok(tokens)
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

fn length_of(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|letter| !belongs(letter)).unwrap_or(text.len())
}

/// Digits, point, exponent and whatever letters follow: which of them are known is the rewriter's affair.
fn number_length(text: &str) -> usize {
    let mut length = length_of(text, |letter| letter.is_ascii_digit() || letter == '.');
    let exponent = &text[length..];
    if exponent.starts_with(['e', 'E']) {
        let sign = usize::from(exponent[1..].starts_with(['+', '-']));
        length += 1 + sign;
    }
    length + length_of(&text[length..], is_of_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        lex(text).unwrap().into_iter().filter(|token| token.kind != Kind::Space).map(|token| token.text).collect()
    }

    #[test]
    fn numbers_are_whole() {
        let numbers = ["1", "1.", ".5", "0.5e-3", "1E+10", "1.0f", "363", "2e5f"];
        assert_eq!(words(&numbers.join(" ")), numbers);
        assert_eq!(words("1.-.5"), ["1.", "-", ".5"]);
        assert_eq!(words("v.x"), ["v", ".", "x"]);
        assert_eq!(words("a[1].x"), ["a", "[", "1", "]", ".", "x"]);
    }

    #[test]
    fn comments_leave_and_lines_are_counted() {
        let tokens = lex("a // b c\nd\n\n  e").unwrap();
        let found: Vec<(&str, usize)> =
            tokens.iter().filter(|token| token.kind == Kind::Name).map(|token| (token.text, token.line)).collect();
        assert_eq!(found, [("a", 1), ("d", 2), ("e", 4)]);
    }

    #[test]
    fn tokens_make_up_the_text() {
        let text = "float4 f(float4 x)\n{\n  return x.rgb * 1.5e-3;\n}\n";
        assert_eq!(lex(text).unwrap().iter().map(|token| token.text).collect::<String>(), text);
    }

    #[test]
    fn what_no_shader_has_is_an_error() {
        for text in ["#define A", "\"text\"", "/* two\nlines */", "a @ b", "ä", "a ~ b"] {
            assert!(matches!(lex(text), Err(NoShader::Unknown { .. })), "{text}");
        }
        let Err(NoShader::Unknown { line, .. }) = lex("a\nb\n $") else { panic!("a dollar is known") };
        assert_eq!(line, 3);
    }
}

//! How well text can be read on a colour.

/// What WCAG 2.2 asks of text (1.4.3, level AA).
pub const LEGIBLE: f64 = 4.5;

/// The contrast of white text on a colour such as `#2563eb`, 1 to 21 (WCAG 2.2, "contrast ratio"); none when it is no colour.
#[must_use]
pub fn contrast_with_white(color: &str) -> Option<f64> {
    let digits = color.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let value = u32::from_str_radix(digits, 16).ok()?;
    let [_, red, green, blue] = value.to_be_bytes();
    let luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    Some(1.05 / (luminance + 0.05))
}

/// sRGB's curve taken back.
fn linear(channel: u8) -> f64 {
    let value = f64::from(channel) / 255.0;
    if value <= 0.040_45 {
        value / 12.92
    } else {
        ((value + 0.055) / 1.055).powf(2.4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrasts_are_those_of_the_standard() {
        let rounded = |color| contrast_with_white(color).map(|ratio| (ratio * 100.0).round() / 100.0);
        assert_eq!(rounded("#000000"), Some(21.0));
        assert_eq!(rounded("#ffffff"), Some(1.0));
        // The darkest grey that fails and the lightest that passes.
        assert_eq!(rounded("#777777"), Some(4.48));
        assert_eq!(rounded("#767676"), Some(4.54));
        assert_eq!(rounded("#2563eb"), Some(5.17));
        assert_eq!(rounded("2563eb"), None);
        assert_eq!(rounded("#2563e"), None);
        assert_eq!(rounded("#ggg000"), None);
    }
}

//! Keyset cursors: opaque outside, a few integers inside.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;

use super::problem::ApiProblem;

/// Rows of a page when the client names no number.
const DEFAULT_LIMIT: u32 = 50;

/// The number of rows to return, 1 to `max`.
///
/// # Errors
/// When `limit` is out of range.
pub fn limit(limit: Option<u32>, max: u32) -> Result<u32, ApiProblem> {
    match limit {
        None => Ok(DEFAULT_LIMIT.min(max)),
        Some(limit) if (1..=max).contains(&limit) => Ok(limit),
        Some(limit) => Err(ApiProblem::fields(vec![api_types::FieldError {
            field: "limit".to_owned(),
            code: "out_of_range".to_owned(),
            detail: format!("is {limit}, must be 1 to {max}"),
        }])),
    }
}

/// Reads a cursor of `N` integers.
///
/// # Errors
/// When the text is not a cursor of this list.
pub fn decode<const N: usize>(cursor: Option<&str>) -> Result<Option<[i64; N]>, ApiProblem> {
    let Some(cursor) = cursor else { return Ok(None) };
    let read = || -> Option<[i64; N]> {
        let text = String::from_utf8(BASE64.decode(cursor).ok()?).ok()?;
        let numbers: Vec<i64> = text.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
        numbers.try_into().ok()
    };
    read().map(Some).ok_or_else(|| {
        ApiProblem::fields(vec![api_types::FieldError {
            field: "cursor".to_owned(),
            code: "invalid_cursor".to_owned(),
            detail: "is not a next_cursor of this list; begin again without it".to_owned(),
        }])
    })
}

/// Writes a cursor.
#[must_use]
pub fn encode(position: &[i64]) -> String {
    BASE64.encode(position.iter().map(i64::to_string).collect::<Vec<_>>().join("."))
}

/// Cuts a list that was read with one row more than asked; the extra row tells that there is a next page.
pub fn page<Row, View>(
    mut rows: Vec<Row>,
    limit: u32,
    position: impl Fn(&Row) -> Vec<i64>,
    view: impl Fn(Row) -> View,
) -> api_types::Page<View> {
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next_cursor = rows.last().filter(|_| more).map(|row| encode(&position(row)));
    api_types::Page {
        items: rows.into_iter().map(view).collect(),
        next_cursor,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_round_trip_and_strangers_are_refused() {
        let cursor = encode(&[1_772_357_400_123_456, 42]);
        assert_eq!(
            decode::<2>(Some(&cursor)).unwrap(),
            Some([1_772_357_400_123_456, 42])
        );
        assert!(decode::<3>(Some(&cursor)).is_err());
        assert!(decode::<2>(Some("ăâî")).is_err());
        assert!(decode::<2>(None).unwrap().is_none());
        assert!(limit(Some(0), 200).is_err());
    }
}

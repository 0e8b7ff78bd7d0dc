//! The integrals behind queues with patience: of exp(y (1 - e^-w) - x w) over w, for any x and y.
//!
//! They are incomplete gamma functions in disguise: over 0 to infinity it is e^y y^-x gamma(x, y). As written here the
//! exponent is concave, so the integrand has one peak. It is measured from that peak, in steps over which the exponent
//! changes by about 6, each with 16 points of Gauss and Legendre. Nothing overflows and nothing cancels, and the cost
//! does not grow with x and y.

/// Points of Gauss and Legendre between 0 and 1, and their weights; those below 0 are mirrored.
const POINTS: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_59),
    (0.458_016_777_657_227_4, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_7, 0.149_595_988_816_576_73),
    (0.755_404_408_355_003, 0.124_628_971_255_533_87),
    (0.865_631_202_387_831_7, 0.095_158_511_682_492_78),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_89),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_095),
];

/// Below the peak by this much, what is left counts for nothing (e^-46 = 1e-20).
const NEGLIGIBLE: f64 = 46.0;

/// An integral of exp(psi), psi(w) = y (1 - e^-w) - x w, divided by exp(psi) at [`Self::at`].
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Scaled {
    /// Where between the bounds the integrand is highest.
    pub at: f64,
    /// The integral.
    pub plain: f64,
    /// The same with the factor 1 - e^-w under the integral.
    pub weighted: f64,
}

/// The exponent and where it is looked at from.
///
/// At a distance h from the peak it is below its value there by `slope` h + `bend` g(h), with g(h) = h - 1 + e^-h, which
/// is never negative.
struct Exponent {
    at: f64,
    slope: f64,
    bend: f64,
}

/// Integrates from `lower` to `upper`, which may be infinite. `x_minus_y` is given, because the caller knows it exactly.
pub(crate) fn integrate(x: f64, y: f64, x_minus_y: f64, lower: f64, upper: f64) -> Scaled {
    let peak = peak(x, x_minus_y);
    let at = peak.clamp(lower, upper);
    let exponent = if at == peak && peak > 0.0 {
        Exponent {
            at,
            slope: 0.0,
            bend: x,
        }
    } else if at == 0.0 {
        Exponent {
            at,
            slope: x_minus_y,
            bend: y,
        }
    } else {
        let bend = y * (-at).exp();
        Exponent {
            at,
            slope: x - bend,
            bend,
        }
    };
    let mut sum = Scaled {
        at,
        ..Scaled::default()
    };
    exponent.right(upper - at, &mut sum);
    exponent.left(at - lower, &mut sum);
    sum
}

/// Where psi is highest: ln(y / x), but not below 0.
fn peak(x: f64, x_minus_y: f64) -> f64 {
    if x_minus_y >= 0.0 {
        0.0
    } else {
        (-x_minus_y / x).ln_1p()
    }
}

/// psi(w) less its highest value anywhere: 0 or below.
pub(crate) fn below_peak(x: f64, y: f64, x_minus_y: f64, w: f64) -> f64 {
    if x_minus_y >= 0.0 {
        -(x_minus_y * w + y * curve(w))
    } else {
        -x * curve(w - peak(x, x_minus_y))
    }
}

/// The highest value of psi: 0 where x >= y, otherwise y - x - x ln(y / x).
pub(crate) fn highest(x: f64, x_minus_y: f64) -> f64 {
    if x_minus_y >= 0.0 {
        return 0.0;
    }
    // With h = ln(y / x), y - x - x ln(y / x) = x (e^h - 1 - h) = x g(-h).
    x * curve(-(-x_minus_y / x).ln_1p())
}

/// g(h) = h - 1 + e^-h, exact also where h is small.
fn curve(h: f64) -> f64 {
    if h.abs() > 0.1 {
        return h + (-h).exp_m1();
    }
    // h^2/2! - h^3/3! + …: at 0.1 the tenth term is below 1e-17 of the first.
    let mut term = h * h / 2.0;
    let mut sum = term;
    for k in 3..=12 {
        term *= -h / f64::from(k);
        sum += term;
    }
    sum
}

impl Exponent {
    fn at_distance(&self, h: f64) -> f64 {
        -(self.slope * h + self.bend * curve(h))
    }

    /// Adds what lies up to `length` above the peak.
    fn right(&self, length: f64, sum: &mut Scaled) {
        let mut h = 0.0;
        while h < length {
            let fall = self.at_distance(h);
            if fall < -NEGLIGIBLE {
                return;
            }
            let bend = self.bend * (-h).exp();
            let slope = self.slope + (self.bend - bend);
            if length == f64::INFINITY && bend < 1e-18 * slope {
                // From here on it is a plain exponential.
                let rest = fall.exp() / slope;
                sum.plain += rest;
                sum.weighted += rest - fall.exp() * (-(self.at + h)).exp() / (slope + 1.0);
                return;
            }
            // The exponent falls by slope d + bend d^2 / 2 over a step d; 6 is wanted, and e^-w must stay smooth.
            let step = (12.0 / (slope + (slope * slope + 12.0 * bend).sqrt()))
                .min(4.0)
                .min(length - h);
            self.add(h, step, sum);
            h += step;
        }
    }

    /// Adds what lies up to `length` below the peak. The exponent bends more and more on this side.
    fn left(&self, length: f64, sum: &mut Scaled) {
        let mut h = 0.0;
        while h < length {
            if self.at_distance(-h) < -NEGLIGIBLE {
                return;
            }
            let bend = self.bend * h.exp();
            let slope = bend - self.bend - self.slope;
            let step = (12.0 / (slope + (slope * slope + 12.0 * 2.72 * bend).sqrt()))
                .min(1.0)
                .min(length - h);
            self.add(-h - step, step, sum);
            h += step;
        }
    }

    /// Adds the stretch from `start` to `start + step`, both measured from the peak.
    fn add(&self, start: f64, step: f64, sum: &mut Scaled) {
        let half = step / 2.0;
        let middle = start + half;
        for (point, weight) in POINTS {
            for h in [middle - half * point, middle + half * point] {
                let value = half * weight * self.at_distance(h).exp();
                sum.plain += value;
                sum.weighted -= value * (-(self.at + h)).exp_m1();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{curve, highest, integrate};

    #[test]
    fn known_integrals_come_out() {
        // x = 1: the integral over e^-w of exp(y (1 - e^-w)) is (e^y - 1) / y.
        for y in [1e-3, 0.5, 1.0, 4.0, 60.0, 500.0] {
            let got = integrate(1.0, y, 1.0 - y, 0.0, f64::INFINITY);
            let log = got.plain.ln() + highest(1.0, 1.0 - y);
            let want = if y > 1.0 {
                y + (-(-y).exp()).ln_1p() - y.ln()
            } else {
                (y.exp_m1() / y).ln()
            };
            assert!(
                (log - want).abs() < 1e-12 * want.abs().max(1.0),
                "{y}: {log} and {want}"
            );
        }
        // y = 0: a plain exponential.
        let got = integrate(3.0, 0.0, 3.0, 0.0, f64::INFINITY);
        assert!((got.plain - 1.0 / 3.0).abs() < 1e-15);
        assert!((got.weighted - (1.0 / 3.0 - 1.0 / 4.0)).abs() < 1e-15);
    }

    #[test]
    fn parts_add_up_to_the_whole() {
        for (x, y) in [
            (1e-6, 1e-6),
            (0.01, 100.0),
            (50.0, 40.0),
            (1e6, 1.2e6),
            (1e12, 1e12),
            (1e6, 1e5),
        ] {
            let whole = integrate(x, y, x - y, 0.0, f64::INFINITY);
            let cut: f64 = whole.at + 0.7 / f64::sqrt(x);
            let (a, b) = (
                integrate(x, y, x - y, 0.0, cut),
                integrate(x, y, x - y, cut, f64::INFINITY),
            );
            let scale = super::below_peak(x, y, x - y, cut).exp();
            let sum = a.plain + b.plain * scale;
            assert!(
                (sum / whole.plain - 1.0).abs() < 1e-11,
                "{x} {y}: {sum} and {}",
                whole.plain
            );
        }
    }

    #[test]
    fn the_curve_is_the_same_by_both_ways() {
        let (small, large) = (curve(0.1), 0.1 + (-0.1_f64).exp_m1());
        assert!((small / large - 1.0).abs() < 1e-14);
        assert_eq!(curve(0.0), 0.0);
    }
}

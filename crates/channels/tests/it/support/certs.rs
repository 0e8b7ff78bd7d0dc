//! A certificate authority of our own.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

/// An authority and a server certificate it signed, as PEM.
pub struct Certs {
    pub ca: String,
    pub cert: String,
    pub key: String,
}

/// For the given names or addresses.
pub fn certs(names: &[&str]) -> Certs {
    issue(names, |_| {})
}

/// One that expired long ago.
pub fn expired(names: &[&str]) -> Certs {
    issue(names, |params| {
        params.not_before = rcgen::date_time_ymd(2001, 1, 1);
        params.not_after = rcgen::date_time_ymd(2002, 1, 1);
    })
}

fn issue(names: &[&str], change: impl Fn(&mut CertificateParams)) -> Certs {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority
        .distinguished_name
        .push(rcgen::DnType::CommonName, "Rapport test authority");
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();

    let mut params =
        CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).unwrap();
    change(&mut params);
    let key = KeyPair::generate().unwrap();
    let cert = params.signed_by(&key, &authority).unwrap();
    Certs {
        ca: authority.pem(),
        cert: cert.pem(),
        key: key.serialize_pem(),
    }
}

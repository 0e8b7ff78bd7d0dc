//! Romanian.

use super::Topic;

pub(super) const TOPICS: [Topic; 6] = [
    Topic {
        inbox: 0,
        tag: 0,
        subjects: &[
            "Unde este comanda mea {order}?",
            "Comanda {order} nu a ajuns",
            "Livrarea la {city} întârzie",
        ],
        opening: &[
            "Bună ziua,\n\nAm comandat {product} acum zece zile (comanda {order}) și încă nu a ajuns. Pagina de urmărire arată „în tranzit” de luni. Puteți afla unde este?\n\nMulțumesc,\n{name}",
            "Bună ziua,\n\nColetul {order} trebuia să ajungă ieri la {city}, dar nu a venit nimeni. Am stat acasă toată ziua. Când va fi livrat?\n\n{name}",
        ],
        answers: &[
            "Bună ziua, {name},\n\nVă mulțumim că ne-ați scris. Am sunat la curier: produsul {product} este în depozitul din {city} și ajunge mâine între 9 și 13. Ne cerem scuze pentru așteptare.",
            "Bună ziua, {name},\n\nAveți dreptate, comanda {order} trebuia să fie deja la dumneavoastră. Am cerut curierului să o caute și vă scriu din nou astăzi, orice ar spune.",
        ],
        follow_ups: &[
            "Mulțumesc pentru răspunsul rapid! Poate șoferul să mă sune cu o jumătate de oră înainte?",
            "Este ora patru și tot nu a venit nimeni.",
        ],
        closings: &[
            "Am trecut numărul dumneavoastră de telefon pe nota de livrare; șoferul vă va suna.",
            "Vă înțeleg și îmi pare rău. Astăzi pleacă din depozit un nou {product}, prin curier rapid, fără niciun cost.",
        ],
        notes: &[
            "Curierul spune că eticheta era ilizibilă. Depozitul o reface azi.",
            "Al treilea colet întârziat la {city} săptămâna aceasta, am anunțat logistica.",
        ],
    },
    Topic {
        inbox: 2,
        tag: 4,
        subjects: &[
            "{product} a sosit spart",
            "Produs deteriorat: {order}",
            "Reclamație: fisură la {product}",
        ],
        opening: &[
            "Bună dimineața,\n\nprodusul {product} din comanda {order} a sosit azi cu o fisură la bază. Cutia era întreagă, deci așa a fost ambalat. Aș dori să fie înlocuit, vă rog.\n\nCu stimă,\n{name}",
            "Bună ziua, am despachetat {product} și lipsesc două șuruburi și un picior. Cum le pot primi? Comanda {order}.\n\n{name}",
        ],
        answers: &[
            "Bună ziua, {name},\n\nÎmi pare rău pentru neplăcere. Ne puteți trimite două fotografii, una cu fisura și una cu eticheta de pe cutie? Un produs nou este deja rezervat pentru dumneavoastră.",
            "Bună ziua, {name},\n\npiesele care lipsesc pentru {product} au plecat prin poștă și ajung în două zile.",
        ],
        follow_ups: &[
            "V-am trimis fotografiile, sper să fie destul de clare.",
            "Au ajuns, mulțumesc. Acum totul se potrivește.",
        ],
        closings: &[
            "Mulțumesc, este tot ce îmi trebuia. Noul {product} pleacă mâine; curierul îl ia pe cel vechi.",
            "Mă bucur. Să vă bucurați de {product}!",
        ],
        notes: &[
            "Același lot ca cele trei de săptămâna trecută, vezi raportul de calitate.",
            "Înlocuire comandată, ridicarea stabilită cu curierul.",
        ],
    },
    Topic {
        inbox: 1,
        tag: 5,
        subjects: &[
            "Factura pentru {order}",
            "Adresă greșită pe factură",
            "Plată dublă pentru {order}",
        ],
        opening: &[
            "Bună ziua,\n\nAm nevoie de factura comenzii {order} pe firmă. Se mai poate schimba?\n\nToate cele bune,\n{name}",
            "Bună ziua,\n\nde pe card mi s-au retras de două ori {amount} pentru comanda {order}. Vă rog să returnați una dintre plăți.\n\n{name}",
        ],
        answers: &[
            "Bună ziua, {name},\n\ndesigur. Vă rog să îmi trimiteți numele firmei, adresa și codul fiscal, iar astăzi emit o factură nouă.",
            "Bună ziua, {name},\n\nvăd ambele plăți. Una a fost doar o rezervare și va dispărea din extras în trei zile lucrătoare. Dacă nu, scrieți-mi și returnez imediat {amount}.",
        ],
        follow_ups: &[
            "Perfect, mulțumesc. Datele sunt în atașamentul mesajului anterior.",
            "A dispărut din extras, totul este în regulă.",
        ],
        closings: &[
            "Gata: factura nouă este în contul dumneavoastră.",
            "Mă bucur să aud. O zi frumoasă, {name}.",
        ],
        notes: &[
            "Procesatorul confirmă o dublă autorizare, nu o dublă încasare.",
            "Client firmă, de întrebat la vânzări despre reducerea de volum.",
        ],
    },
    Topic {
        inbox: 0,
        tag: 6,
        subjects: &[
            "Întrebare despre {product}",
            "Ce bec se potrivește la {product}?",
            "Se poate regla lumina la {product}?",
        ],
        opening: &[
            "Bună ziua,\n\nînainte să comand: {product} funcționează cu variator și cât de caldă este lumina? Caut ceva plăcut pentru citit.\n\nMulțumesc, {name}",
            "Bună! {product} se poate monta în baie? Nu am găsit pe pagină clasa de protecție.\n\n{name}",
        ],
        answers: &[
            "Bună ziua, {name},\n\nda, {product} se poate regla cu orice variator de tip trailing-edge. Lumina are 2.700 K, foarte plăcută.",
            "Bună, {name},\n\nare IP44, deci poate sta în baie dacă este la 60 cm de cadă și de duș.",
        ],
        follow_ups: &[
            "Foarte bine, atunci iau două. Există vreo reducere?",
            "Și cât de lung este cablul?",
        ],
        closings: &[
            "La două bucăți aveți 10 % reducere: folosiți codul PAIR la plată.",
            "Cablul are 2,5 m și poate fi scurtat.",
        ],
        notes: &[
            "Pe pagină lipsesc clasa de protecție și lungimea cablului, am anunțat echipa magazinului.",
            "Interesat de toată seria, potrivit pentru buletinul informativ.",
        ],
    },
    Topic {
        inbox: 2,
        tag: 1,
        subjects: &[
            "Returul comenzii {order}",
            "Aș dori banii înapoi",
            "Rambursare pentru {product}",
        ],
        opening: &[
            "Bună ziua,\n\n{product} nu se potrivește cu canapeaua noastră și aș dori să îl returnez. Este nefolosit, în cutie. Ce trebuie să fac?\n\n{name}",
            "Bună ziua, am trimis înapoi comanda {order} acum două săptămâni și nu am primit cei {amount}. Când vine rambursarea?\n\n{name}",
        ],
        answers: &[
            "Bună ziua, {name},\n\nîn 30 de zile nu este nicio problemă. Eticheta de retur este în contul dumneavoastră, la {order}; puteți lăsa coletul la orice oficiu poștal.",
            "Bună ziua, {name},\n\ncoletul a ajuns vineri, vă mulțumim pentru răbdare. Tocmai am aprobat rambursarea de {amount}; băncile au nevoie de una până la trei zile.",
        ],
        follow_ups: &[
            "Nu găsesc eticheta, mi-o puteți trimite pe mail?",
            "Au ajuns banii. Mulțumesc!",
        ],
        closings: &[
            "V-am trimis-o ca PDF într-un mesaj separat.",
            "Vă mulțumim că ne-ați spus. Vă mai așteptăm.",
        ],
        notes: &[
            "Rambursarea era blocată, returul nu avea numărul comenzii.",
            "Am oferit schimb, clientul preferă rambursarea.",
        ],
    },
    Topic {
        inbox: 0,
        tag: 7,
        subjects: &[
            "Mulțumesc!",
            "Doar un cuvânt de mulțumire",
            "{product} este minunat",
        ],
        opening: &[
            "Dragă echipă,\n\nvoiam doar să vă spun cât de mulțumiți suntem de {product}. Iar colegul dumneavoastră de la telefon a avut atâta răbdare cu întrebările mele. Transmiteți-i, vă rog!\n\n{name} din {city}",
        ],
        answers: &[
            "Dragă {name},\n\nne-ați înseninat dimineața. Am transmis cuvintele și le-am lipit pe peretele din bucătărie.",
        ],
        follow_ups: &["Cu plăcere. Vă recomand și prietenilor."],
        closings: &["Mulțumim, {name}! Salutări orașului {city}."],
        notes: &["Pentru peretele din bucătărie."],
    },
];

// The lamps of a made-up shop, in three languages. Everything stays in this browser.

const WORDS = {
  en: {
    ship: "Free delivery from €80 · 30 days to change your mind", all: "All lamps", table: "Table", floor: "Floor", pendant: "Pendant", outdoor: "Outdoor",
    cart: "Cart", hero: "Light that makes a room feel like home", heroText: "Made in small series from brass, glass and paper. Not sure which one fits? Ask us in the chat.",
    look: "See the paper lamps", inCart: "Add to cart", added: "is in your cart.", colour: "Colour", delivery: "Delivery", deliveryText: "In stock, with you in two working days.",
    bulb: "Bulb", bulbText: "E27, LED, included. Warm white, 2700 K.", returns: "Returns", returnsText: "30 days, we pay the way back.", empty: "Your cart is empty.",
    product: "Lamp", price: "Price", quantity: "Quantity", sum: "Sum", remove: "Remove", total: "Total", order: "Order", back: "Go on shopping",
    nothing: "This is a made-up shop: nothing can be ordered here. But somebody is there in the chat.", missing: "There is no such lamp.", made: "A made-up shop that shows the chat of Rapport.",
    language: "Language", skip: "To the content", title: "Lumina Home · lamps",
  },
  vi: {
    ship: "Miễn phí giao hàng từ €80 · Đổi trả trong 30 ngày", all: "Tất cả đèn", table: "Đèn bàn", floor: "Đèn cây", pendant: "Đèn treo", outdoor: "Đèn ngoài trời",
    cart: "Giỏ hàng", hero: "Ánh sáng khiến căn phòng thành tổ ấm", heroText: "Làm thủ công với số lượng nhỏ từ đồng, thủy tinh và giấy. Chưa biết chọn đèn nào? Hãy hỏi chúng tôi trong khung chat.",
    look: "Xem đèn giấy", inCart: "Thêm vào giỏ", added: "đã có trong giỏ hàng.", colour: "Màu", delivery: "Giao hàng", deliveryText: "Còn hàng, giao trong hai ngày làm việc.",
    bulb: "Bóng đèn", bulbText: "E27, LED, có kèm theo. Trắng ấm, 2700 K.", returns: "Đổi trả", returnsText: "30 ngày, chúng tôi trả phí gửi lại.", empty: "Giỏ hàng của bạn đang trống.",
    product: "Đèn", price: "Giá", quantity: "Số lượng", sum: "Thành tiền", remove: "Xóa", total: "Tổng cộng", order: "Đặt hàng", back: "Tiếp tục mua sắm",
    nothing: "Đây là cửa hàng minh họa nên không thể đặt hàng. Nhưng trong khung chat luôn có người.", missing: "Không có đèn này.", made: "Cửa hàng minh họa cho khung chat của Rapport.",
    language: "Ngôn ngữ", skip: "Đến nội dung", title: "Lumina Home · đèn",
  },
  ro: {
    ship: "Livrare gratuită de la 80 € · 30 de zile pentru retur", all: "Toate lămpile", table: "De masă", floor: "De podea", pendant: "Suspendate", outdoor: "De exterior",
    cart: "Coș", hero: "Lumină care face dintr-o cameră un acasă", heroText: "Făcute în serii mici din alamă, sticlă și hârtie. Nu știți care se potrivește? Întrebați-ne în chat.",
    look: "Vezi lămpile de hârtie", inCart: "Adaugă în coș", added: "este în coș.", colour: "Culoare", delivery: "Livrare", deliveryText: "În stoc, ajunge în două zile lucrătoare.",
    bulb: "Bec", bulbText: "E27, LED, inclus. Alb cald, 2700 K.", returns: "Retur", returnsText: "30 de zile, noi plătim returul.", empty: "Coșul este gol.",
    product: "Lampă", price: "Preț", quantity: "Cantitate", sum: "Sumă", remove: "Șterge", total: "Total", order: "Comandă", back: "Continuă cumpărăturile",
    nothing: "Acesta este un magazin demonstrativ: nu se poate comanda nimic. Dar în chat este cineva.", missing: "Nu există o astfel de lampă.", made: "Un magazin demonstrativ pentru chatul Rapport.",
    language: "Limbă", skip: "La conținut", title: "Lumina Home · lămpi",
  },
};

/** Name, area, price in euro, price before, shape, colours, words. */
const LAMPS = [
  ["amber", "Amber", "table", 89, 0, "dome", ["#c98b2b", "#7d8a6b", "#3b3a3f"], { en: "A dome of hand-blown glass on a brass foot.", vi: "Chao thủy tinh thổi tay trên chân đồng.", ro: "O cupolă din sticlă suflată manual pe un picior de alamă." }],
  ["crane", "Crane", "floor", 249, 299, "arc", ["#23201c", "#b08d57"], { en: "Reaches over the sofa and dims by a touch.", vi: "Vươn qua ghế sofa, chạm để chỉnh độ sáng.", ro: "Ajunge deasupra canapelei și se reglează la atingere." }],
  ["lantern", "Lantern", "pendant", 129, 0, "paper", ["#f2ead9", "#d8a8a0", "#9fb4a6"], { en: "Folded paper that fills the room with soft light.", vi: "Giấy gấp tỏa ánh sáng dịu khắp phòng.", ro: "Hârtie pliată care umple camera cu lumină blândă." }],
  ["moon", "Moon", "table", 59, 0, "ball", ["#f2ead9", "#c9c3ba"], { en: "A ball of opal glass for the night table.", vi: "Quả cầu thủy tinh opal cho bàn đầu giường.", ro: "Un glob din sticlă opal pentru noptieră." }],
  ["harbour", "Harbour", "outdoor", 149, 0, "cage", ["#3d5560", "#23201c"], { en: "Salt and rain do nothing to it.", vi: "Chịu được mưa và hơi muối biển.", ro: "Rezistă la ploaie și la sare." }],
  ["reed", "Reed", "floor", 199, 0, "column", ["#b08d57", "#7d8a6b"], { en: "A column of woven reed, one metre twenty.", vi: "Cột đan bằng cói, cao một mét hai.", ro: "O coloană din trestie împletită, un metru douăzeci." }],
  ["bell", "Bell", "pendant", 99, 119, "bell", ["#8a4b14", "#23201c", "#7d8a6b"], { en: "Spun brass above the kitchen table.", vi: "Chụp đồng cho bàn bếp.", ro: "Alamă presată deasupra mesei din bucătărie." }],
  ["path", "Path", "outdoor", 45, 0, "post", ["#23201c", "#6d665d"], { en: "Shows the way home. Charges in the sun.", vi: "Soi lối về nhà, sạc bằng nắng.", ro: "Arată drumul spre casă. Se încarcă la soare." }],
].map(([slug, name, area, price, was, shape, colours, about]) => ({ slug, name, area, price, was, shape, colours, about }));

const SHAPES = {
  dome: (c) => `<path d="M40 92a40 40 0 0 1 80 0z" fill="${c}"/><path d="M77 92h6v48h-6z" fill="#b08d57"/><ellipse cx="80" cy="144" rx="30" ry="6" fill="#b08d57"/>`,
  arc: (c) => `<path d="M40 148V60a42 42 0 0 1 84 0" fill="none" stroke="${c}" stroke-width="5"/><path d="M106 60h36l-8 22h-20z" fill="${c}"/><path d="M22 148h36" stroke="${c}" stroke-width="8"/>`,
  paper: (c) => `<path d="M80 8v24" stroke="#6d665d" stroke-width="2"/><ellipse cx="80" cy="84" rx="46" ry="52" fill="${c}"/><path d="M36 68h88M34 84h92M36 100h88M46 50h68M46 118h68" stroke="#00000022" stroke-width="2"/>`,
  ball: (c) => `<circle cx="80" cy="82" r="44" fill="${c}"/><path d="M58 126h44l6 20H52z" fill="#b08d57"/>`,
  cage: (c) => `<path d="M60 40h40v8H60z" fill="${c}"/><rect x="54" y="48" width="52" height="66" rx="10" fill="#f6e3b4" stroke="${c}" stroke-width="5"/><path d="M72 48v66M88 48v66" stroke="${c}" stroke-width="4"/><path d="M48 114h64v10H48z" fill="${c}"/>`,
  column: (c) => `<rect x="58" y="26" width="44" height="108" rx="8" fill="${c}"/><path d="M58 44h44M58 62h44M58 80h44M58 98h44M58 116h44" stroke="#00000026" stroke-width="3"/><path d="M62 134h8v14h-8zM90 134h8v14h-8z" fill="#23201c"/>`,
  bell: (c) => `<path d="M80 6v34" stroke="#6d665d" stroke-width="2"/><path d="M70 40h20c4 34 30 44 34 70H36c4-26 30-36 34-70z" fill="${c}"/><ellipse cx="80" cy="111" rx="44" ry="7" fill="#f6e3b4"/>`,
  post: (c) => `<path d="M74 60h12v88H74z" fill="${c}"/><circle cx="80" cy="50" r="22" fill="#f6e3b4"/><path d="M56 40h48l-8-14H64z" fill="${c}"/>`,
};

const picture = (lamp, colour = lamp.colours[0]) => `<svg viewBox="0 0 160 160" aria-hidden="true">${SHAPES[lamp.shape](colour)}</svg>`;

const stored = (key, otherwise) => {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
};
const keep = (key, value) => {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing has an empty cart on the next page.
  }
};

const query = new URLSearchParams(location.search);
const wished = [query.get("lang"), stored("shop-language"), ...navigator.languages].map((tag) => tag?.split("-")[0]);
const language = wished.find((tag) => tag in WORDS) ?? "en";
const w = WORDS[language];
const money = new Intl.NumberFormat(language, { style: "currency", currency: "EUR" });
const cart = stored("shop-cart", {});
const lampOf = (slug) => LAMPS.find((lamp) => lamp.slug === slug);
const value = () => Object.entries(cart).reduce((sum, [slug, count]) => sum + (lampOf(slug)?.price ?? 0) * count, 0);

function chat(...call) {
  // Calls made before the widget is there wait for it.
  window.rapport ??= Object.assign((...early) => void window.rapport.q.push(early), { q: [] });
  window.rapport(...call);
}

function changed() {
  keep("shop-cart", cart);
  const count = Object.values(cart).reduce((sum, one) => sum + one, 0);
  document.querySelector(".cart-link").textContent = `${w.cart} (${count})`;
  chat("setAttributes", { cart_value: value(), cart_items: count });
}

function frameOfPage() {
  document.documentElement.lang = language;
  document.title = w.title;
  const area = query.get("area");
  const link = (key, href) => `<a href="${href}"${(area ?? "all") === key && location.pathname === "/shop" ? ' aria-current="page"' : ""}>${w[key]}</a>`;
  const areas = ["table", "floor", "pendant", "outdoor"].map((key) => link(key, `/shop?area=${key}`));
  const languages = Object.keys(WORDS).map((tag) => `<option value="${tag}"${tag === language ? " selected" : ""}>${tag.toUpperCase()}</option>`);
  document.body.insertAdjacentHTML(
    "afterbegin",
    `<a class="skip" href="#content">${w.skip}</a><div class="bar">${w.ship}</div>
     <header class="top"><a class="brand" href="/shop">Lumina</a><nav class="areas">${link("all", "/shop")}${areas.join("")}</nav>
     <div class="tools"><label><span hidden>${w.language}</span><select aria-label="${w.language}">${languages.join("")}</select></label>
     <a class="cart-link" href="/shop/cart">${w.cart}</a></div></header>`,
  );
  document.body.insertAdjacentHTML("beforeend", `<footer><span>Lumina Home</span><span>${w.made}</span></footer>`);
  document.querySelector("select").addEventListener("change", (event) => {
    keep("shop-language", event.target.value);
    query.delete("lang");
    location.search = query.toString();
    if (!query.size) location.reload();
  });
  chat("locale", language);
}

const card = (lamp) =>
  `<li class="item"><a href="/shop/product?lamp=${lamp.slug}"><div class="picture">${picture(lamp)}</div><div class="words"><h2>${lamp.name}</h2>
   <div class="kind">${w[lamp.area]}</div><div class="price">${priceOf(lamp)}</div></div></a></li>`;
const priceOf = (lamp) => money.format(lamp.price) + (lamp.was ? `<span class="was">${money.format(lamp.was)}</span>` : "");

function listPage(main) {
  const area = query.get("area");
  const shown = LAMPS.filter((lamp) => !area || lamp.area === area);
  const hero = `<section class="hero"><div><h1>${w.hero}</h1><p>${w.heroText}</p><a class="button" href="/shop/product?lamp=lantern">${w.look}</a></div>${picture(lampOf("lantern"))}</section>`;
  main.innerHTML = `${area ? `<h1>${w[area] ?? w.all}</h1>` : hero}<ul class="grid">${shown.map(card).join("")}</ul>`;
}

function productPage(main) {
  const lamp = lampOf(query.get("lamp"));
  if (!lamp) {
    main.innerHTML = `<h1>${w.missing}</h1><p><a class="button" href="/shop">${w.back}</a></p>`;
    return;
  }
  document.title = `${lamp.name} · Lumina Home`;
  const swatches = lamp.colours.map(
    (colour, index) => `<label style="background:${colour}"><input type="radio" name="colour" value="${colour}" aria-label="${w.colour} ${index + 1}"${index ? "" : " checked"}></label>`,
  );
  const facts = ["delivery", "bulb", "returns"].map((key) => `<dt>${w[key]}</dt><dd>${w[`${key}Text`]}</dd>`);
  main.innerHTML = `<article class="product"><div class="picture">${picture(lamp)}</div><div><div class="kind">${w[lamp.area]}</div><h1>${lamp.name}</h1>
    <p>${lamp.about[language]}</p><div class="price">${priceOf(lamp)}</div><fieldset><legend>${w.colour}</legend><div class="swatches">${swatches.join("")}</div></fieldset>
    <button class="button" type="button">${w.inCart}</button><p class="said" role="status"></p><dl class="facts">${facts.join("")}</dl></div></article>`;
  main.addEventListener("change", (event) => (main.querySelector(".picture").innerHTML = picture(lamp, event.target.value)));
  main.querySelector("button").addEventListener("click", () => {
    cart[lamp.slug] = (cart[lamp.slug] ?? 0) + 1;
    main.querySelector(".said").textContent = `${lamp.name} ${w.added}`;
    changed();
  });
}

function cartPage(main) {
  const lines = Object.entries(cart).flatMap(([slug, count]) => (lampOf(slug) && count > 0 ? [[lampOf(slug), count]] : []));
  document.title = `${w.cart} · Lumina Home`;
  if (!lines.length) {
    main.innerHTML = `<h1>${w.cart}</h1><p>${w.empty}</p><a class="button" href="/shop">${w.back}</a>`;
    return;
  }
  const rows = lines.map(
    ([lamp, count]) =>
      `<tr data-lamp="${lamp.slug}"><td>${picture(lamp)}<a href="/shop/product?lamp=${lamp.slug}">${lamp.name}</a></td><td class="number">${money.format(lamp.price)}</td>
       <td class="number"><input type="number" min="1" max="99" value="${count}" aria-label="${w.quantity}: ${lamp.name}"></td>
       <td class="number">${money.format(lamp.price * count)}</td><td><button class="remove" type="button" aria-label="${w.remove}: ${lamp.name}">${w.remove}</button></td></tr>`,
  );
  main.innerHTML = `<h1>${w.cart}</h1><table><thead><tr><th scope="col">${w.product}</th><th scope="col" class="number">${w.price}</th><th scope="col" class="number">${w.quantity}</th>
    <th scope="col" class="number">${w.sum}</th><th></th></tr></thead><tbody>${rows.join("")}</tbody></table>
    <div class="sum"><a class="button plain" href="/shop">${w.back}</a><strong>${w.total}: ${money.format(value())}</strong><button class="button order" type="button">${w.order}</button></div>
    <p class="said note" role="status"></p>`;
  const again = () => {
    changed();
    cartPage(main);
  };
  for (const row of main.querySelectorAll("[data-lamp]")) {
    const { lamp } = row.dataset;
    row.querySelector("input").addEventListener("change", (event) => {
      cart[lamp] = Math.min(99, Math.max(1, Math.round(Number(event.target.value)) || 1));
      again();
    });
    row.querySelector(".remove").addEventListener("click", () => {
      delete cart[lamp];
      again();
    });
  }
  main.querySelector(".order").addEventListener("click", () => {
    main.querySelector(".said").textContent = w.nothing;
    chat("open");
  });
}

const main = document.querySelector("main");
frameOfPage();
({ list: listPage, product: productPage, cart: cartPage })[main.dataset.page](main);
changed();

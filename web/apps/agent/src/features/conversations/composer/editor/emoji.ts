/**
 * The emoji that people use with customers, found by words in the languages of the product. A list of our own: the
 * complete ones weigh more than the editor, and hold mostly what nobody sends from a help desk.
 */
const LIST = `
😀 grinning smile zâmbet cười
😃 smiley happy fericit vui
😄 smile laugh râs cười
😁 beaming grin rânjet cười tươi
😅 sweat phew ușurare toát mồ hôi
😂 joy tears lacrimi cười ra nước mắt
🙂 slight smile zâmbet ușor mỉm cười
🙃 upside down invers lộn ngược
😉 wink clipește nháy mắt
😊 blush pleased mulțumit vui vẻ
😇 angel innocent înger thiên thần
😍 heart eyes love iubire yêu thích
🤩 star wow stele tuyệt
😎 cool sunglasses ochelari ngầu
🤔 thinking hmm gândire suy nghĩ
😐 neutral neutru bình thường
😕 confused nedumerit bối rối
🙁 sad frown trist buồn
😟 worried îngrijorat lo lắng
😢 cry tear plâns khóc
😭 sob loud plâns khóc to
😞 disappointed dezamăgit thất vọng
😔 sorry pensive regret hối tiếc
😬 grimace jenă ngại
😳 flushed embarrassed rușine xấu hổ
😱 scream shock șoc hoảng hốt
😮 surprised open mouth surprins ngạc nhiên
😴 sleep somn ngủ
🤗 hug îmbrățișare ôm
🤝 handshake deal acord bắt tay
👍 thumbs up yes ok like bine tốt
👎 thumbs down no rău không tốt
👏 clap applause aplauze vỗ tay
🙌 hooray raised hands ura hoan hô
🙏 thanks please pray mulțumesc cảm ơn
👋 wave hello bye salut xin chào
👌 ok perfect hoàn hảo
✌️ victory peace victorie chiến thắng
🤞 fingers crossed luck noroc may mắn
💪 strong muscle puternic mạnh mẽ
👉 point right dreapta chỉ phải
👇 point down jos chỉ xuống
👀 eyes look privire nhìn
❤️ heart love inimă trái tim
💙 blue heart inimă albastră tim xanh
💚 green heart inimă verde tim xanh lá
💛 yellow heart inimă galbenă tim vàng
🧡 orange heart inimă portocalie tim cam
💜 purple heart inimă mov tim tím
💔 broken heart inimă frântă tan vỡ
✨ sparkles scântei lấp lánh
⭐ star stea ngôi sao
🌟 glowing star stea strălucitoare tỏa sáng
🔥 fire foc lửa
🎉 party tada celebrate petrecere chúc mừng
🎊 confetti confeti pháo giấy
🎁 gift present cadou quà
🎂 cake birthday tort sinh nhật
🏆 trophy trofeu cúp
🥇 medal first medalie huy chương
✅ check done gata xong
☑️ checkbox bifă đánh dấu
✔️ tick corect đúng
❌ cross wrong greșit sai
⚠️ warning atenție cảnh báo
❗ exclamation important quan trọng
❓ question întrebare câu hỏi
ℹ️ info information informație thông tin
💡 idea bulb idee ý tưởng
🔔 bell notification clopoțel chuông
📣 announcement megaphone anunț thông báo
💬 speech comment mesaj tin nhắn
📞 phone call telefon gọi điện
📱 mobile phone mobil điện thoại
💻 laptop computer calculator máy tính
🖥️ desktop screen ecran màn hình
🖨️ printer imprimantă máy in
⌨️ keyboard tastatură bàn phím
📧 email mail e-mail thư
📨 incoming envelope plic thư đến
✉️ envelope letter plic phong bì
📎 paperclip attachment agrafă đính kèm
📌 pin ac ghim
📝 memo note notă ghi chú
📄 page document pagină tài liệu
📋 clipboard list listă danh sách
📊 chart bar grafic biểu đồ
📈 growth chart up creștere tăng
📉 decline chart down scădere giảm
📅 calendar date dată lịch
⏰ alarm clock time ceas đồng hồ
⏳ hourglass wait așteptare chờ
🕐 clock one ora giờ
📦 package parcel colet gói hàng
🚚 delivery truck livrare giao hàng
🚀 rocket launch rachetă tên lửa
✈️ plane flight avion máy bay
🚢 ship vapor tàu
🏠 house home casă nhà
🏢 office building birou văn phòng
🏪 shop store magazin cửa hàng
🛒 cart shopping coș giỏ hàng
🛍️ bags shopping cumpărături mua sắm
💳 card payment plată thẻ
💰 money bag bani tiền
💶 euro bani tiền euro
💵 dollar bani tiền đô
🧾 receipt invoice bon hóa đơn
🏷️ label price etichetă nhãn
🔒 lock secure securizat khóa
🔓 unlock deblocat mở khóa
🔑 key cheie chìa khóa
🛡️ shield protect scut bảo vệ
🔧 wrench repair reparație sửa chữa
🔨 hammer ciocan búa
⚙️ gear settings setări cài đặt
🛠️ tools unelte công cụ
🔍 search find caută tìm kiếm
🔗 link legătură liên kết
🔄 refresh return retur đổi trả
↩️ back return înapoi quay lại
➡️ arrow right săgeată mũi tên
⬇️ arrow down săgeată jos xuống
⬆️ arrow up săgeată sus lên
🆗 ok button bine được
🆕 new nou mới
🔌 plug power priză ổ cắm
🔋 battery baterie pin
☀️ sun soare mặt trời
🌧️ rain ploaie mưa
❄️ snow cold zăpadă tuyết
🌈 rainbow curcubeu cầu vồng
🌸 flower blossom floare hoa
🌹 rose trandafir hoa hồng
🍀 clover luck trifoi may mắn
☕ coffee cafea cà phê
🍕 pizza
🍞 bread pâine bánh mì
🎄 christmas tree crăciun giáng sinh
🎅 santa crăciun ông già noel
🐣 easter chick paște phục sinh
🧧 red envelope tet lì xì tết
🇻🇳 vietnam flag steag việt nam
🇷🇴 romania flag steag cờ rumani
🇪🇺 europe flag steag châu âu
🇬🇧 britain uk flag steag anh quốc
`;

export interface Emoji {
  char: string;
  /** Its English name, as people know it from other programs. */
  name: string;
  words: string;
}

export const EMOJI: readonly Emoji[] = LIST.trim()
  .split("\n")
  .map((line) => {
    const [char = "", name = "", ...rest] = line.split(" ");
    return { char, name, words: [name, ...rest].join(" ") };
  });

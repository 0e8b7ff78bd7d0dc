//! Vietnamese.

use super::Topic;

pub(super) const TOPICS: [Topic; 6] = [
    Topic {
        inbox: 0,
        tag: 0,
        subjects: &[
            "Đơn hàng {order} của tôi đâu rồi?",
            "Đơn {order} giao chậm",
            "Chưa nhận được hàng ở {city}",
        ],
        opening: &[
            "Chào anh chị,\n\nTôi đặt {product} mười ngày trước (đơn hàng {order}) mà đến nay vẫn chưa nhận được. Trang theo dõi vẫn ghi \"đang vận chuyển\" từ thứ Hai. Nhờ anh chị kiểm tra giúp.\n\nCảm ơn,\n{name}",
            "Xin chào,\n\nĐơn {order} đáng lẽ giao hôm qua tại {city} nhưng không thấy ai gọi. Tôi đã ở nhà cả ngày. Bao giờ thì hàng tới ạ?\n\n{name}",
        ],
        answers: &[
            "Chào {name},\n\nCảm ơn bạn đã liên hệ. Mình vừa gọi cho đơn vị vận chuyển: {product} của bạn đang ở kho {city} và sẽ được giao trong sáng mai, từ 9 đến 12 giờ. Rất xin lỗi vì để bạn phải chờ.",
            "Chào {name},\n\nBạn nói đúng, lẽ ra đơn {order} phải tới rồi. Mình đã yêu cầu bên vận chuyển tìm lại và sẽ báo cho bạn ngay trong hôm nay.",
        ],
        follow_ups: &[
            "Cảm ơn bạn đã trả lời nhanh! Nhờ tài xế gọi trước cho mình nửa tiếng được không?",
            "Bây giờ đã bốn giờ chiều rồi mà vẫn chưa thấy gì bạn ơi.",
        ],
        closings: &[
            "Mình đã ghi số điện thoại của bạn vào phiếu giao, tài xế sẽ gọi trước.",
            "Mình rất hiểu và thành thật xin lỗi. Hôm nay bên mình gửi hỏa tốc một chiếc {product} mới, bạn không phải trả thêm đồng nào.",
        ],
        notes: &[
            "Bên vận chuyển báo nhãn bị mờ, kho dán lại trong hôm nay.",
            "Đơn trễ thứ ba về {city} trong tuần, đã báo bộ phận kho vận.",
        ],
    },
    Topic {
        inbox: 2,
        tag: 4,
        subjects: &[
            "{product} bị vỡ khi nhận hàng",
            "Hàng hỏng: đơn {order}",
            "Khiếu nại: {product} bị nứt",
        ],
        opening: &[
            "Chào shop,\n\n{product} trong đơn {order} hôm nay giao tới bị nứt ở chân đế. Hộp bên ngoài còn nguyên nên chắc là lỗi từ khi đóng gói. Tôi muốn đổi cái mới.\n\nTrân trọng,\n{name}",
            "Mình vừa mở hộp {product} thì thấy thiếu hai con ốc và một cái chân. Làm sao để nhận bổ sung ạ? Mã đơn {order}.\n\n{name}",
        ],
        answers: &[
            "Chào {name},\n\nRất xin lỗi bạn về sự cố này. Bạn gửi giúp mình hai tấm ảnh: một tấm chỗ nứt và một tấm nhãn trên hộp nhé. Mình đã giữ sẵn một chiếc mới cho bạn.",
            "Chào {name},\n\nPhụ kiện còn thiếu của {product} đã được gửi qua bưu điện, khoảng hai ngày nữa sẽ tới.",
        ],
        follow_ups: &[
            "Mình gửi ảnh rồi đó, mong là đủ rõ.",
            "Mình nhận được rồi, lắp vừa khít. Cảm ơn nhiều!",
        ],
        closings: &[
            "Cảm ơn bạn, vậy là đủ rồi. Chiếc {product} mới sẽ gửi đi ngày mai, nhân viên giao hàng sẽ lấy lại chiếc cũ.",
            "Tuyệt quá. Chúc bạn dùng {product} vui vẻ!",
        ],
        notes: &[
            "Cùng lô với ba cái tuần trước, xem báo cáo chất lượng.",
            "Đã đặt đổi hàng và hẹn lấy hàng cũ.",
        ],
    },
    Topic {
        inbox: 1,
        tag: 5,
        subjects: &[
            "Hóa đơn cho đơn {order}",
            "Sai địa chỉ trên hóa đơn",
            "Bị trừ tiền hai lần đơn {order}",
        ],
        opening: &[
            "Chào anh chị,\n\nTôi cần xuất hóa đơn công ty cho đơn {order}. Bây giờ sửa lại còn được không ạ?\n\n{name}",
            "Xin chào,\n\nThẻ của tôi bị trừ {amount} hai lần cho đơn {order}. Nhờ hoàn lại giúp một lần.\n\n{name}",
        ],
        answers: &[
            "Chào {name},\n\nĐược chứ ạ. Bạn cho mình tên công ty, địa chỉ và mã số thuế, hôm nay mình xuất lại hóa đơn ngay.",
            "Chào {name},\n\nMình đã thấy hai giao dịch. Một lần chỉ là tạm giữ và sẽ tự mất trong ba ngày làm việc. Nếu vẫn còn, bạn báo mình để hoàn ngay {amount} nhé.",
        ],
        follow_ups: &[
            "Tốt quá, thông tin mình để trong tệp đính kèm thư trước.",
            "Giờ không còn bị trừ nữa rồi, cảm ơn bạn.",
        ],
        closings: &[
            "Xong rồi ạ: hóa đơn mới đã có trong tài khoản của bạn.",
            "Vậy thì tốt rồi. Chúc {name} một ngày vui.",
        ],
        notes: &[
            "Cổng thanh toán xác nhận chỉ giữ tiền hai lần, không thu hai lần.",
            "Khách công ty, hỏi bộ phận bán hàng về chiết khấu số lượng.",
        ],
    },
    Topic {
        inbox: 0,
        tag: 6,
        subjects: &[
            "Hỏi về {product}",
            "{product} dùng bóng loại nào?",
            "{product} có chỉnh độ sáng được không?",
        ],
        opening: &[
            "Chào shop,\n\nTrước khi đặt mình muốn hỏi: {product} có dùng được với công tắc chỉnh sáng không, và ánh sáng ấm cỡ nào? Mình cần đèn đọc sách.\n\nCảm ơn, {name}",
            "Chào bạn! {product} có lắp trong phòng tắm được không? Mình không thấy ghi cấp chống nước trên trang.\n\n{name}",
        ],
        answers: &[
            "Chào {name},\n\nĐược bạn nhé, {product} chỉnh sáng được với công tắc loại trailing-edge. Ánh sáng 2.700 K, rất ấm.",
            "Chào {name},\n\nĐèn đạt chuẩn IP44 nên treo trong phòng tắm được, miễn là cách bồn tắm và vòi sen 60 cm.",
        ],
        follow_ups: &[
            "Hay quá, vậy mình lấy hai cái. Có giảm giá không bạn?",
            "Dây dài bao nhiêu vậy bạn?",
        ],
        closings: &[
            "Mua hai cái bạn được giảm 10 %: nhập mã PAIR khi thanh toán nhé.",
            "Dây dài 2,5 m và có thể cắt ngắn.",
        ],
        notes: &[
            "Trang sản phẩm thiếu cấp chống nước và chiều dài dây, đã báo nhóm cửa hàng.",
            "Khách thích cả bộ sưu tập, nên mời nhận bản tin.",
        ],
    },
    Topic {
        inbox: 2,
        tag: 1,
        subjects: &["Trả lại đơn {order}", "Tôi muốn hoàn tiền", "Đổi trả {product}"],
        opening: &[
            "Chào anh chị,\n\n{product} không hợp với bộ ghế nhà tôi nên tôi muốn trả lại. Hàng chưa dùng, còn nguyên hộp. Tôi cần làm gì ạ?\n\n{name}",
            "Xin chào, tôi đã gửi trả đơn {order} hai tuần trước mà chưa thấy hoàn {amount}. Bao giờ thì nhận được tiền ạ?\n\n{name}",
        ],
        answers: &[
            "Chào {name},\n\nTrong vòng 30 ngày thì không vấn đề gì ạ. Nhãn trả hàng có trong tài khoản của bạn, mục {order}; bạn gửi ở bưu cục nào cũng được.",
            "Chào {name},\n\nKiện hàng của bạn tới hôm thứ Sáu. Mình vừa duyệt hoàn {amount}; ngân hàng cần từ một đến ba ngày.",
        ],
        follow_ups: &[
            "Mình không tìm thấy nhãn, bạn gửi qua thư giúp mình nhé?",
            "Tiền về rồi. Cảm ơn bạn!",
        ],
        closings: &[
            "Mình đã gửi nhãn dạng PDF trong một thư riêng.",
            "Cảm ơn bạn đã báo. Hẹn gặp lại bạn lần sau.",
        ],
        notes: &[
            "Hoàn tiền bị kẹt vì kiện trả không ghi mã đơn.",
            "Đã đề nghị đổi hàng, khách muốn hoàn tiền.",
        ],
    },
    Topic {
        inbox: 0,
        tag: 7,
        subjects: &["Cảm ơn shop!", "Gửi lời cảm ơn", "{product} rất đẹp"],
        opening: &[
            "Chào cả nhóm,\n\nMình chỉ muốn nói là cả nhà rất thích {product}. Bạn nghe điện thoại hôm trước cũng kiên nhẫn với bao nhiêu câu hỏi của mình. Nhờ chuyển lời cảm ơn giúp nhé!\n\n{name} ở {city}",
        ],
        answers: &[
            "Chào {name},\n\nThư của bạn làm cả nhóm vui suốt buổi sáng. Mình đã chuyển lời, và in ra dán ở bếp rồi ạ.",
        ],
        follow_ups: &["Không có gì đâu. Mình sẽ giới thiệu cho bạn bè."],
        closings: &["Cảm ơn {name} nhiều! Gửi lời chào tới {city} nhé."],
        notes: &["Dán lên tường bếp."],
    },
];

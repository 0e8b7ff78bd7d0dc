//! English.

use super::Topic;

pub(super) const TOPICS: [Topic; 6] = [
    Topic {
        inbox: 0,
        tag: 0,
        subjects: &[
            "Where is my order {order}?",
            "Order {order} has not arrived",
            "Delivery to {city} is late",
        ],
        opening: &[
            "Hello,\n\nI ordered the {product} ten days ago (order {order}) and it still has not arrived. The tracking page has said \"in transit\" since Monday. Could you find out where it is?\n\nThank you\n{name}",
            "Hi there,\n\nMy parcel {order} was due yesterday in {city}, but nobody came. I stayed at home all day. When will it be delivered?\n\n{name}",
        ],
        answers: &[
            "Hello {name},\n\nThank you for writing. I have called the carrier: your {product} is at the depot in {city} and will be with you tomorrow between 9 and 13. I am sorry about the wait.",
            "Hi {name},\n\nYou are right, order {order} should have been with you by now. I asked the carrier to look for it and will write again today, whatever they say.",
        ],
        follow_ups: &[
            "Thanks for the quick answer! Can the driver call me half an hour before?",
            "It is four o'clock and still nothing here.",
        ],
        closings: &[
            "I have put your phone number on the delivery note; the driver will call you.",
            "I understand, and I am sorry. A new {product} leaves our warehouse today by express, at no cost to you. Keep whichever arrives.",
        ],
        notes: &[
            "Carrier says the label was unreadable. Warehouse re-labels today.",
            "Third late parcel to {city} this week, told logistics.",
        ],
    },
    Topic {
        inbox: 2,
        tag: 4,
        subjects: &[
            "{product} arrived broken",
            "Damaged on delivery: {order}",
            "Crack in my new {product}",
        ],
        opening: &[
            "Good morning,\n\nthe {product} from order {order} arrived today with a crack along the base. The box was fine, so it must have been packed like that. I would like a replacement, please.\n\nBest regards\n{name}",
            "Hello, I unpacked my {product} and two screws and one foot are missing. How do I get them? Order {order}.\n\n{name}",
        ],
        answers: &[
            "Dear {name},\n\nI am sorry about that. Could you send us two pictures, one of the damage and one of the label on the box? A replacement is reserved for you already.",
            "Hello {name},\n\nthe missing parts of the {product} are on their way by post and should be there in two days.",
        ],
        follow_ups: &[
            "Here you are, I hope the pictures are good enough.",
            "They came, thank you. Everything fits now.",
        ],
        closings: &[
            "Thank you, that is all I need. The new {product} ships tomorrow; the courier takes the old one along.",
            "Glad to hear it. Enjoy your {product}!",
        ],
        notes: &[
            "Same batch as the three from last week, see quality report.",
            "Replacement booked, pick-up arranged with the courier.",
        ],
    },
    Topic {
        inbox: 1,
        tag: 5,
        subjects: &[
            "Invoice for {order}",
            "Wrong address on the invoice",
            "Charged twice for {order}",
        ],
        opening: &[
            "Hello,\n\nI need an invoice for order {order} made out to my company. Can you change it afterwards?\n\nKind regards\n{name}",
            "Hi,\n\nmy card was charged {amount} twice for order {order}. Please refund one of the two.\n\n{name}",
        ],
        answers: &[
            "Hello {name},\n\nof course. Please send me the company's name, address and VAT number, and I will issue a new invoice today.",
            "Hi {name},\n\nI can see both payments. One of them was only a reservation and will disappear from your statement within three working days. Should it not, write to me and I will refund {amount} at once.",
        ],
        follow_ups: &[
            "Perfect, thank you. The details are in the attachment of my last mail.",
            "It is gone from the statement, all good.",
        ],
        closings: &[
            "Done: the new invoice is in your account.",
            "Good to know. Have a nice day, {name}.",
        ],
        notes: &[
            "Payment provider confirms a double authorisation, not a double capture.",
            "Company customer, ask sales whether they know the volume discount.",
        ],
    },
    Topic {
        inbox: 0,
        tag: 6,
        subjects: &[
            "Question about the {product}",
            "Which bulb fits the {product}?",
            "Can the {product} be dimmed?",
        ],
        opening: &[
            "Hello,\n\nbefore I order: does the {product} work with a dimmer, and how warm is its light? I need something cosy for reading.\n\nThanks, {name}",
            "Hi! Is the {product} suitable for a bathroom? I could not find its protection class on your page.\n\n{name}",
        ],
        answers: &[
            "Hello {name},\n\nyes, the {product} can be dimmed with any trailing-edge dimmer. Its light is 2,700 K, which most people find cosy.",
            "Hi {name},\n\nit is IP44, so it may hang in a bathroom as long as it is 60 cm away from bath and shower.",
        ],
        follow_ups: &[
            "Great, then I will take two. Is there a discount for that?",
            "And how long is the cable?",
        ],
        closings: &[
            "With two you save 10 %: use the code PAIR at the checkout.",
            "The cable is 2.5 m long and can be shortened.",
        ],
        notes: &[
            "Page lacks protection class and cable length, told the shop team.",
            "Interested in the whole series, good candidate for the newsletter.",
        ],
    },
    Topic {
        inbox: 2,
        tag: 1,
        subjects: &[
            "Return of {order}",
            "I would like my money back",
            "Refund for {product}",
        ],
        opening: &[
            "Hello,\n\nthe {product} does not go with our sofa. I would like to return it. It is unused and in its box. What do I have to do?\n\n{name}",
            "Hi, I sent back order {order} two weeks ago and have not seen my {amount} yet. When will the refund come?\n\n{name}",
        ],
        answers: &[
            "Hello {name},\n\nthat is no problem within 30 days. The return label is in your account under \"{order}\"; drop the parcel at any post office.",
            "Hi {name},\n\nyour parcel arrived on Friday, thank you for your patience. I have just released the refund of {amount}; banks take one to three days.",
        ],
        follow_ups: &[
            "I cannot find the label, could you mail it to me?",
            "The money is here. Thank you!",
        ],
        closings: &[
            "I have sent it to you as a PDF in a separate mail.",
            "Thank you for telling me. We hope to see you again.",
        ],
        notes: &[
            "Refund was stuck because the return had no order number on it.",
            "Offered exchange, customer prefers refund.",
        ],
    },
    Topic {
        inbox: 0,
        tag: 7,
        subjects: &["Thank you!", "Just wanted to say thanks", "Lovely {product}"],
        opening: &[
            "Dear team,\n\nI only want to say how happy we are with the {product}. And your colleague on the phone was so patient with my many questions. Please pass that on!\n\n{name} from {city}",
        ],
        answers: &[
            "Dear {name},\n\nyou have just made our morning. I have passed your words on, and printed them for our kitchen wall.",
        ],
        follow_ups: &["You are welcome. I will tell my friends."],
        closings: &["Thank you, {name}! Say hello to {city} from us."],
        notes: &["For the wall in the kitchen."],
    },
];

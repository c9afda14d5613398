"""First versions of the consent texts: short, plain, to be replaced by a clinic with its counsel's.

Each clinic lays down its own versions; a signature keeps the text it was given under. A text is
written in parts, each with a heading, and a part is understood by itself.
"""

from screening.enums import ConsentKind as K


def _text(*parts: tuple[str, str]) -> str:
    return "\n\n".join(f"{heading}\n{words}" for heading, words in parts)


TEXTS: dict[str, str] = {
    K.TREATMENT: _text(
        ("What it is",
         "I was told what this treatment is. I was told what it may do for me, and what it may not do."),
        ("What can happen",
         ("It can raise my blood pressure and make my heart beat faster. I may feel dizzy, sick or sleepy. "
         "For a while I may see, hear and feel things in a new way. Rarely, it has harmed the bladder or the "
         "liver. It can be misused.")),
        ("What else I can choose", "There are other treatments. I may also choose no treatment."),
        ("I can stop",
         "I may stop at any time. Once a dose is in my body, the team still looks after me until it is safe for me to leave."),
    ),
    K.OFF_LABEL: _text(
        ("What off-label means",
         ("The FDA approved this medicine to put people to sleep for surgery. It did not approve it for my "
         "condition. Using it anyway is called off-label use. It is legal.")),
        ("Compounded medicine",
         "Some of this medicine is made by a compounding pharmacy. The FDA has not reviewed medicine that is made this way."),
        ("The FDA warning of October 2023",
         ("The FDA warned that such products can make people very sleepy or feel far from themselves. They can "
         "be misused, raise blood pressure and slow breathing. I read this warning by itself.")),
    ),
    K.KAP_PSYCHOTHERAPY: _text(
        ("What it is part of",
         ("The sessions are part of therapy. I get ready before, somebody is with me during the session, and "
         "we talk about it after.")),
        ("What stays private", "What I say stays private, within the limits of the law."),
        ("What nobody can promise", "Nobody promises a result. A quiet session is worth as much as a strong one."),
    ),
    K.TOUCH: _text(
        ("Touch is my choice",
         "The treatment never needs touch. Before each session I choose for each kind of touch: no, ask me each time, or yes."),
        ("During the session", "I may always make it less. It is never made more."),
        ("To keep me safe",
         "If I fall or need first aid, the team will touch me to keep me safe. They will tell me what they do."),
    ),
    K.COMMUNICATION: _text(
        ("What we agree on",
         "Before the session we agree how I ask for help, what calms me, what to avoid, and what it means when I am silent."),
        ("When words are hard",
         "In the middle I may not be able to say the word we agreed on. The team watches for that."),
    ),
    K.RIDE_HOME: _text(
        ("No driving",
         "I will not drive, ride a bike or use machines until I have slept and it is the next day."),
        ("My ride",
         "An adult I trust takes me home. If nobody can, there is no dose that day. That is nobody's fault."),
    ),
    K.FASTING: _text(
        ("Food and drink",
         "I keep to the hours without food and drink that I was given. At the door I say what I really ate and drank."),
        ("Alcohol and cannabis", "I take no alcohol and no cannabis for a day before and a day after."),
    ),
    K.CONTROLLED_SUBSTANCE: _text(
        ("Keeping it safe",
         "The law controls this medicine. I do not share it or sell it. I keep it locked up. I tell the clinic if it is lost."),
        ("What the clinic checks",
         "The clinic may look at the state's list of my prescriptions. It may ask for a urine test. I agree to both."),
    ),
    K.PRIVACY_NOTICE: _text(("The notice", "I was given the clinic's notice of privacy practices.")),
    K.RELEASE: _text(
        ("Who may talk",
         "My therapist, my prescriber, my doctor and my support person may tell each other what is needed for my care and my safety."),
        ("My say in it", "I may name people to leave out. I may take this back."),
    ),
    K.MESSAGING_SMS: _text(
        ("What the texts say",
         "The clinic may send me automatic texts about visits and notes that wait for me. They say nothing about my condition."),
        ("What to know",
         "Others who hold my phone can read a text. Message rates may apply. My care does not depend on this."),
        ("How to stop", "I reply STOP and the texts end at once."),
    ),
    K.MESSAGING_EMAIL: _text(
        ("What the e-mails say",
         "The clinic may send me e-mails about visits and notes that wait for me. They say nothing about my condition."),
        ("What to know", "E-mail is not secret on its way. I may end it at any time."),
    ),
    K.TELEHEALTH: _text(
        ("How it works", "Some visits may be by video. At the start of each I say where I am. I am alone in the room."),
        ("If something goes wrong",
         "I know what we do when the line breaks, and when I need help near me."),
    ),
    K.FEES: _text(
        ("What it costs",
         "I have seen the fees and the rule for cancelling. Before the visit I was given a good faith estimate of the cost."),
        ("If the bill is higher", "I may dispute a bill that is at least 400 dollars above the estimate."),
    ),
    K.RECORDING: _text(
        ("Why it is recorded", "Sound or pictures of a session are recorded only for the reason I was told."),
        ("My say in it", "I may say no. I may stop it at any time."),
    ),
    K.OBSERVER: _text(
        ("Who may be there", "A trainee or an observer may be in the room, if I have met them before."),
        ("Touch", "What my therapist and I agreed on about touch does not count for them."),
    ),
    K.GROUP: _text(
        ("What stays in the group", "What others say and do in the group stays there."),
        ("What nobody can promise", "I know that the clinic cannot promise this for everyone."),
    ),
    K.PREGNANCY: _text(
        ("Why it matters", "The medicine may harm an unborn child."),
        ("What I do",
         "I say so if I am pregnant or may be. I use birth control during the course where that applies to me. I am asked again at each session."),
    ),
    K.PART2: _text(
        ("What the law protects", "A federal law protects my records about alcohol and drug use."),
        ("What I agree to",
         "I agree that they are used for treatment, for payment and for the work of the clinic. I may take this back for the time to come."),
    ),
    K.CHAPERONE: _text(
        ("At home", "In a session at home an adult I chose stays with me."),
        ("What they do", "They look at me every fifteen minutes, and they know whom to call."),
    ),
    K.ESKETAMINE_REMS: _text(
        ("The safety program",
         "The nose spray is given only under its safety program. I am signed up for it, and a form about each session goes to the program."),
        ("Each time", "I stay for at least two hours, and my blood pressure is taken."),
    ),
}  # fmt: skip

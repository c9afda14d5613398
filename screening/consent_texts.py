"""First versions of the consent texts: short, plain, to be replaced by a clinic with its counsel's.

Each clinic lays down its own versions; a signature keeps the text it was given under.
"""

from screening.enums import ConsentKind as K

TEXTS: dict[str, str] = {
    K.TREATMENT: (
        "I have been told what the treatment is, what it may do for me and what it may not. It can raise "
        "blood pressure and heart rate, make me dizzy, sick or sleepy, and change for a while how I see, "
        "hear and feel. Rarely it has harmed bladder or liver, and it can be misused. There are other "
        "treatments, and I may choose none. I may stop at any time. Once a dose is in my body, the team "
        "goes on looking after me until I am safe to leave."
    ),
    K.OFF_LABEL: (
        "The medicine is approved as an anaesthetic. Using it for my condition is not approved by the FDA; "
        "this is called off-label use, and it is legal. A compounded product has not been reviewed by the "
        "FDA at all. The FDA warned in October 2023 of sedation, dissociation, misuse, high blood pressure "
        "and slowed breathing with such products. I have read this warning on its own."
    ),
    K.KAP_PSYCHOTHERAPY: (
        "The sessions are part of psychotherapy: preparation before, somebody with me during, and "
        "integration after. What I say is confidential within the limits of the law. No outcome is "
        "promised. A quiet session is worth as much as an intense one."
    ),
    K.TOUCH: (
        "Touch is never needed for the treatment. Before each session I choose for each kind: no, ask me "
        "each time, or yes. During a session I may always make it less; it is never made more. If I fall "
        "or need first aid, the team will touch me to keep me safe, and will tell me."
    ),
    K.COMMUNICATION: (
        "Before the session we agree how I ask for help, what soothes me, what to avoid and how silence is "
        "to be read. A word agreed beforehand may be out of reach in the middle; the team watches for it."
    ),
    K.RIDE_HOME: (
        "I will not drive, cycle or use machines until I have slept and the next day has come. A "
        "responsible adult takes me home. If nobody can, there is no dose that day, and that is no fault."
    ),
    K.FASTING: (
        "I keep to the hours without food and drink that I was given, and I tell the truth about them at "
        "the door. I take no alcohol and no cannabis for a day before and a day after."
    ),
    K.CONTROLLED_SUBSTANCE: (
        "The medicine is a controlled substance. I do not share or sell it, I keep it locked away, I report "
        "a loss, I agree that the state's prescription record is looked at and that a urine test may be asked for."
    ),
    K.PRIVACY_NOTICE: "I have received the clinic's notice of privacy practices.",
    K.RELEASE: (
        "My therapist, my prescriber, my doctor and my support person may tell each other what is needed for "
        "my care and safety. I may name people to leave out, and I may take this back."
    ),
    K.MESSAGING_SMS: (
        "The clinic may send me automated texts about visits and notes that wait for me. They say nothing of "
        "my condition. A text can be read by others who hold my phone. My care does not depend on this. "
        "Message rates may apply. Reply STOP to end them, at once."
    ),
    K.MESSAGING_EMAIL: (
        "The clinic may write me e-mails about visits and notes that wait for me. They say nothing of my "
        "condition. E-mail is not secret on its way. I may end it at any time."
    ),
    K.TELEHEALTH: (
        "Some visits may be by video. I say where I am at the start of each, I am alone, and I know what we "
        "do when the line breaks or when I need help near me."
    ),
    K.FEES: (
        "I have seen the fees and the rule for cancelling, and I received an estimate in good faith before "
        "the visit. I may dispute a bill that is at least 400 dollars above it."
    ),
    K.RECORDING: "Sound or pictures of a session are recorded only for the purpose named to me. I may say no, and stop it at any time.",
    K.OBSERVER: "A trainee or observer may be present whom I have met. My agreement with my therapist about touch does not extend to them.",
    K.GROUP: "What others say and do in the group stays there. I know that the clinic cannot promise this for everyone.",
    K.PREGNANCY: (
        "The medicine may harm an unborn child. I say if I am or may be pregnant, I use contraception during "
        "the course where that applies, and I am asked again at each session."
    ),
    K.PART2: (
        "My records about substance use are protected by federal law. I agree that they are used for "
        "treatment, payment and the work of the clinic. I may take this back for the future."
    ),
    K.CHAPERONE: (
        "In a session at home an adult of my choice stays with me, looks at me every fifteen minutes, and "
        "knows whom to call."
    ),
    K.ESKETAMINE_REMS: (
        "The nasal spray is given only under its safety programme: I am enrolled, I stay at least two hours "
        "each time, my pressure is taken, and a form about each session goes to the programme."
    ),
}

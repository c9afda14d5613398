"""Words of the patient's record."""

from django.db.models import TextChoices

from core.moves import Moves, move


class Sex(TextChoices):
    FEMALE = "female", "Female"
    MALE = "male", "Male"
    OTHER = "other", "Other"
    UNKNOWN = "unknown", "Not stated"


class Phase(TextChoices):
    """Where the patient stands in the course of care."""

    INTAKE = "intake", "Intake"
    SCREENING = "screening", "Screening"
    PREPARATION = "preparation", "Preparation"
    MEDICINE = "medicine", "Medicine session"
    INTEGRATION = "integration", "Integration"
    COMPLETED = "completed", "Completed"
    DISCONTINUED = "discontinued", "Discontinued"


class EpisodeStatus(TextChoices):
    ACTIVE = "active", "Active"
    FINISHED = "finished", "Finished"
    CANCELLED = "cancelled", "Cancelled"


class ContactKind(TextChoices):
    SUPPORT = "support", "Support person"
    EMERGENCY = "emergency", "Emergency contact"
    RIDE = "ride", "Ride home"
    REFERRER = "referrer", "Referring doctor"


class DirectiveState(TextChoices):
    """Of the advance directive; left open it was not asked."""

    ON_FILE = "on_file", "On file"
    NONE = "none", "There is none"
    UNSAID = "unsaid", "Asked, would rather not say"


class CodeStatus(TextChoices):
    FULL = "full", "Full treatment"
    DNR = "dnr", "Do not resuscitate (DNR)"
    DNR_DNI = "dnr_dni", "Neither resuscitate nor intubate (DNR/DNI)"
    LIMITED = "limited", "Other limits, as the document says"


class AgentState(TextChoices):
    """Of the health-care agent, who decides when the patient cannot."""

    NAMED = "named", "Named"
    NONE = "none", "Nobody named"


class NoteKind(TextChoices):
    SESSION = "session", "Medicine session"
    EVALUATION = "evaluation", "Evaluation"
    PREPARATION = "preparation", "Preparation visit"
    INTEGRATION = "integration", "Integration visit"
    PHONE = "phone", "Phone call"
    ADDENDUM = "addendum", "Addendum"
    CORRECTION = "correction", "Correction"


class NotePart(TextChoices):
    WHOLE = "whole", "Whole note"
    THERAPY = "therapy", "Therapy part"
    MEDICINE = "medicine", "Medicine part"


class NoteStatus(TextChoices):
    DRAFT = "draft", "Draft"
    READY = "ready", "Ready for co-sign"
    SIGNED = "signed", "Signed"


NOTE_MOVES: Moves = {
    "sign": move(NoteStatus.DRAFT, to=NoteStatus.SIGNED),
    "hand_over": move(NoteStatus.DRAFT, to=NoteStatus.READY),
    "give_back": move(NoteStatus.READY, to=NoteStatus.DRAFT),
    "cosign": move(NoteStatus.READY, to=NoteStatus.SIGNED),
}


class DocumentKind(TextChoices):
    SESSION_NOTE = "session_note", "Medicine session record"
    PATIENT_COPY = "patient_copy", "Patient's copy"
    REFERRER_LETTER = "referrer_letter", "Letter to the referring doctor"
    CLINICAL_NOTE = "clinical_note", "Signed note"
    AMENDED_RECORD = "amended_record", "Record with what was added"
    UPLOAD = "upload", "Uploaded document"


class DocumentStatus(TextChoices):
    DUE = "due", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Could not be made"


class TaskKind(TextChoices):
    """What a line on a worklist asks for."""

    CONTACT_MISSED = "contact_missed", "Missed contact"
    MESSAGE_UNSENT = "message_unsent", "Message not sent"
    WASTE_UNWITNESSED = "waste_unwitnessed", "Waste without a witness"
    INCIDENT = "incident", "Incident"
    ALERT = "alert", "Safety alert"
    DOCUMENT_FAILED = "document_failed", "Document could not be made"
    RESIGN_CONSENT = "resign_consent", "Consent text changed"
    STOCK_DISCREPANCY = "stock_discrepancy", "Stock that differs"
    INVENTORY_DUE = "inventory_due", "Inventory due"
    RECORD_CHANGED = "record_changed", "Record not as signed"

"""A group never holds more people than its room has places, whoever writes the row."""

from django.db import migrations

from core.triggers import guard

HOLDS = "('booked', 'checked_in', 'fulfilled')"


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0004_groups")]

    operations = [
        guard(
            "scheduling_appointment",
            "kap_room_has_places",
            "INSERT OR UPDATE OF group_id, room_id, status",
            f"""
            IF NEW.group_id IS NULL OR NEW.status NOT IN {HOLDS} THEN RETURN NEW; END IF;
            IF TG_OP = 'UPDATE' AND OLD.status IN {HOLDS}
                AND (OLD.group_id, OLD.room_id) IS NOT DISTINCT FROM (NEW.group_id, NEW.room_id)
            THEN RETURN NEW; END IF;
            SELECT room.places INTO room_places FROM scheduling_room AS room
                WHERE room.id = NEW.room_id FOR NO KEY UPDATE;
            SELECT count(*) INTO taken FROM scheduling_appointment AS one
                WHERE one.group_id = NEW.group_id AND one.id <> NEW.id AND one.status IN {HOLDS};
            IF taken >= room_places THEN
                RAISE EXCEPTION 'room_has_places: all % are taken', room_places
                    USING ERRCODE = 'check_violation';
            END IF;
            """,
            declare="DECLARE room_places integer; taken integer;",
        )
    ]

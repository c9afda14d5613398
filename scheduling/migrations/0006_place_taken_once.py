"""The last place of a room goes to one, whatever isolation its transactions chose."""

from django.db import migrations

from core.triggers import replaced

DECLARE = "DECLARE room_places integer; taken integer;"
PLACES = """
    IF NEW.group_id IS NULL OR NEW.status NOT IN {holds} THEN RETURN NEW; END IF;
    IF TG_OP = 'UPDATE' AND OLD.status IN {holds}
        AND (OLD.group_id, OLD.room_id) IS NOT DISTINCT FROM (NEW.group_id, NEW.room_id)
    THEN RETURN NEW; END IF;
    {room}
    SELECT count(*) INTO taken FROM scheduling_appointment AS one
        WHERE one.group_id = NEW.group_id AND one.id <> NEW.id AND one.status IN {holds};
    IF taken >= {places} THEN
        RAISE EXCEPTION 'room_has_places: all % are taken', {places}
            USING ERRCODE = 'check_violation';
    END IF;
"""
HOLDS = "('booked', 'checked_in', 'fulfilled')"
# Whoever takes a place writes the room's row. At READ COMMITTED the next one waits and counts anew; at a
# stricter level, who would count what stood before fails on that row, and has to begin again.
WRITTEN = """
    UPDATE scheduling_room AS room SET places = room.places
        WHERE room.id = NEW.room_id RETURNING room.places INTO room_places;
"""
HELD = """
    SELECT room.places INTO room_places FROM scheduling_room AS room
        WHERE room.id = NEW.room_id FOR NO KEY UPDATE;
"""


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0005_group_promises")]

    operations = [
        replaced(
            "kap_room_has_places",
            DECLARE,
            # A room that is not there yet has no place.
            PLACES.format(holds=HOLDS, room=WRITTEN, places="coalesce(room_places, 0)"),
            before=(DECLARE, PLACES.format(holds=HOLDS, room=HELD, places="room_places")),
        )
    ]

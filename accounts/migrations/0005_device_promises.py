"""What the database itself refuses about devices: a lost one stays lost, and none changes hands."""

from django.db import migrations

from core.triggers import append_only, guard, never_removed

ONLY_LOST = """
    IF OLD.revoked_at IS NOT NULL
        OR (to_jsonb(NEW) - '{revoked_at,revoked_by_id}'::text[])
        <> (to_jsonb(OLD) - '{revoked_at,revoked_by_id}'::text[]) THEN
        RAISE EXCEPTION 'a device can only be reported lost, once'
            USING ERRCODE = 'restrict_violation';
    END IF;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_devices")]

    operations = [
        *append_only("accounts_deviceuse"),
        *never_removed("accounts_device", "accounts_memberpin"),
        guard("accounts_device", "kap_device_only_lost", "UPDATE", ONLY_LOST),
    ]

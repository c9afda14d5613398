"""SQL of promises that many tables make. Migrations of every app use it."""

from django.db.migrations import RunSQL

REFUSE = "kap_refuse_change"


def refuse_function() -> RunSQL:
    """The function behind every append-only table; laid down once, by the lowest app."""
    return RunSQL(
        f"""
        CREATE FUNCTION {REFUSE}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is written once; % is refused', TG_TABLE_NAME, TG_OP
                USING ERRCODE = 'restrict_violation';
        END $$;
        """,
        f"DROP FUNCTION {REFUSE}();",
    )


def append_only(*tables: str) -> list[RunSQL]:
    """Refuse UPDATE, DELETE and TRUNCATE on these tables, whoever asks."""
    return [
        RunSQL(
            f"""
            CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION {REFUSE}();
            CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION {REFUSE}();
            """,
            f"DROP TRIGGER append_only ON {table}; DROP TRIGGER never_emptied ON {table};",
        )
        for table in tables
    ]


def never_removed(*tables: str) -> list[RunSQL]:
    """Refuse DELETE and TRUNCATE: rows that may change, but never go."""
    return [
        RunSQL(
            f"""
            CREATE TRIGGER never_removed BEFORE DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION {REFUSE}();
            CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION {REFUSE}();
            """,
            f"DROP TRIGGER never_removed ON {table}; DROP TRIGGER never_emptied ON {table};",
        )
        for table in tables
    ]


IS_THERE = """
    IF NEW.{column} IS NOT NULL THEN
        PERFORM 1 FROM {target} WHERE id = NEW.{column};
        IF NOT FOUND THEN
            RAISE EXCEPTION '% leans on a row of {target} that is not there', TG_TABLE_NAME
                USING ERRCODE = 'foreign_key_violation';
        END IF;
    END IF;
"""


def guard(table: str, name: str, events: str, body: str, *, declare: str = "") -> RunSQL:
    """A BEFORE row trigger with its own function; `body` raises or falls through to RETURN.

    It asks the tables of this schema, whatever search path or temporary table its caller has.
    """
    return RunSQL(
        f"""
        {_function("CREATE", name, declare, body)}
        CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
        """,
        f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();",
    )


def leaning(table: str, name: str, columns: dict[str, str]) -> RunSQL:
    """That the rows which `columns` name, each with its table, are there when this one is written.

    A name that comes first in the alphabet is asked before the other guards.
    """
    body = "".join(
        IS_THERE.format(column=column, target=target) for column, target in columns.items()
    )
    return guard(table, name, f"INSERT OR UPDATE OF {', '.join(columns)}", body)


def replaced(name: str, declare: str, body: str, *, before: tuple[str, str]) -> RunSQL:
    """The same guard with other words; backwards it gets its old ones again."""
    return RunSQL(
        _function("CREATE OR REPLACE", name, declare, body),
        _function("CREATE OR REPLACE", name, *before),
    )


def _function(create: str, name: str, declare: str, body: str) -> str:
    return f"""
        {create} FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql
        SET search_path = public, pg_temp AS $$
        {declare}
        BEGIN
            {body}
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        END $$;
    """

CREATE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = 'audit_event is append-only: no ' || TG_OP;
END
$$
--;;
CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
FOR EACH ROW EXECUTE FUNCTION audit_event_refuse()
--;;
CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
FOR EACH ROW EXECUTE FUNCTION audit_event_refuse()
--;;
CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse()
--;;
CREATE FUNCTION audit_event_refuse_taken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id) THEN
        RAISE EXCEPTION USING MESSAGE = 'audit_event is append-only: this id is taken';
    END IF;
    RETURN NEW;
END
$$
--;;
CREATE TRIGGER audit_event_no_replace BEFORE INSERT ON audit_event
FOR EACH ROW EXECUTE FUNCTION audit_event_refuse_taken()

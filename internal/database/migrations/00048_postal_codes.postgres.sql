-- +goose Up
-- Postal codes are compared without blanks and case. The key is that of
-- address.PostalKey: lower knows no letters but those of ASCII in the collation C.
ALTER TABLE addresses ADD COLUMN postal_code_key TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE addresses SET postal_code_key = translate(lower(postal_code COLLATE "C"), U&'\0020\00A0\1680\2000\2001\2002\2003\2004\2005\2006\2007\2008\2009\200A\2028\2029\202F\205F\3000', '')
    WHERE postal_code <> '';
CREATE INDEX addresses_by_postal_code ON addresses (workspace_id, postal_code_key, id);

-- +goose Down
DROP INDEX addresses_by_postal_code;
ALTER TABLE addresses DROP COLUMN postal_code_key;

"""Sync a CSV file of people into Liaison; the standard library is all it needs.

    LIAISON_URL=http://127.0.0.1:8080 LIAISON_API_KEY=… python3 sync.py people.csv

The column id is the person's id in the system that the file comes from. Liaison keeps
it as an external id, so running the same file again creates nothing and changes nothing.
"""

import csv
import json
import os
import sys
import urllib.error
import urllib.request

SYSTEM = "crm"  # the name of the other system
BATCH = 1000  # operations that one request may have


def operation(row):
    """One upsert: create the contact with this external id, or update it."""
    return {
        "action": "upsert",
        "external_id": {SYSTEM: row["id"]},
        "body": {
            "first_name": row["first_name"],
            "last_name": row["last_name"],
            "email_addresses": [{"email": row["email"], "email_type": "work"}] if row["email"] else [],
        },
    }


def post(path, body):
    """POST JSON and return the answer. A problem is an error that says what is wrong."""
    request = urllib.request.Request(
        os.environ["LIAISON_URL"] + "/api/v1" + path,
        data=json.dumps(body).encode(),
        headers={
            "Authorization": "Bearer " + os.environ["LIAISON_API_KEY"],
            "Content-Type": "application/json",
        },
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        sys.exit(f"{error.code}: {error.read().decode()}")


def sync(rows):
    """Write the rows and return how many contacts were created, updated and rejected."""
    created = updated = rejected = 0
    for start in range(0, len(rows), BATCH):
        chunk = rows[start : start + BATCH]
        answer = post("/contacts/batch", {"atomic": False, "operations": [operation(row) for row in chunk]})
        for row, result in zip(chunk, answer["results"]):
            if result["status"] == 201:
                created += 1
            elif result["status"] == 200:
                updated += 1
            else:
                rejected += 1
                errors = result["problem"].get("errors") or [{"detail": result["problem"]["detail"]}]
                print(f"{row['id']}: " + " ".join(error["detail"] for error in errors), file=sys.stderr)
    return created, updated, rejected


def main(path):
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    created, updated, rejected = sync(rows)
    print(f"{created} created, {updated} already there, {rejected} rejected")
    return 1 if rejected else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: sync.py people.csv")
    sys.exit(main(sys.argv[1]))

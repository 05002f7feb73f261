-- Grain states for Orleans' ADO.NET storage. Orleans reads the text of its queries out of OrleansQuery; names of parameters and columns are its own.
-- The script may run at any time, any number of times; it runs under an advisory lock (see PostgresGrainDatabase).
CREATE TABLE IF NOT EXISTS OrleansQuery
(
    QueryKey text NOT NULL PRIMARY KEY,
    QueryText text NOT NULL
);

CREATE TABLE IF NOT EXISTS OrleansStorage
(
    GrainIdHash integer NOT NULL,
    GrainIdN0 bigint NOT NULL,
    GrainIdN1 bigint NOT NULL,
    GrainTypeHash integer NOT NULL,
    GrainTypeString text NOT NULL,
    GrainIdExtensionString text NULL,
    ServiceId text NOT NULL,
    PayloadBinary bytea NULL,
    ModifiedOn timestamptz NOT NULL,
    Version integer NOT NULL
);

-- One row for each grain, held by the database itself: of two writers that both found no state, one fails.
CREATE UNIQUE INDEX IF NOT EXISTS OrleansStorage_Grain ON OrleansStorage
(
    GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, GrainTypeString, COALESCE(GrainIdExtensionString, ''), ServiceId
);

-- Orleans takes an answer that equals the version it sent for a conflict; hence the second half of the writing queries.
-- The casts give a null parameter its type.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('ReadFromStorageKey', $query$
SELECT PayloadBinary, Version FROM OrleansStorage
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
  AND GrainTypeString = @GrainTypeString AND COALESCE(GrainIdExtensionString, '') = COALESCE(CAST(@GrainIdExtensionString AS text), '')
  AND ServiceId = @ServiceId
$query$),
('WriteToStorageKey', $query$
WITH written AS
(
  INSERT INTO OrleansStorage AS stored
    (GrainIdHash, GrainIdN0, GrainIdN1, GrainTypeHash, GrainTypeString, GrainIdExtensionString, ServiceId, PayloadBinary, ModifiedOn, Version)
  SELECT CAST(@GrainIdHash AS integer), CAST(@GrainIdN0 AS bigint), CAST(@GrainIdN1 AS bigint), CAST(@GrainTypeHash AS integer),
    CAST(@GrainTypeString AS text), CAST(@GrainIdExtensionString AS text), CAST(@ServiceId AS text), CAST(@PayloadBinary AS bytea), now(), 1
  WHERE CAST(@GrainStateVersion AS integer) IS NULL OR EXISTS
  (
    SELECT 1 FROM OrleansStorage
    WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
      AND GrainTypeString = @GrainTypeString AND COALESCE(GrainIdExtensionString, '') = COALESCE(CAST(@GrainIdExtensionString AS text), '')
      AND ServiceId = @ServiceId AND Version = CAST(@GrainStateVersion AS integer)
  )
  ON CONFLICT (GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, GrainTypeString, COALESCE(GrainIdExtensionString, ''), ServiceId)
  DO UPDATE SET PayloadBinary = excluded.PayloadBinary, ModifiedOn = excluded.ModifiedOn, Version = stored.Version + 1
  WHERE stored.Version = CAST(@GrainStateVersion AS integer)
  RETURNING stored.Version
)
SELECT Version AS NewGrainStateVersion FROM written
UNION ALL
SELECT CAST(@GrainStateVersion AS integer) WHERE NOT EXISTS (SELECT 1 FROM written)
$query$),
('ClearStorageKey', $query$
WITH cleared AS
(
  UPDATE OrleansStorage SET PayloadBinary = NULL, ModifiedOn = now(), Version = Version + 1
  WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
    AND GrainTypeString = @GrainTypeString AND COALESCE(GrainIdExtensionString, '') = COALESCE(CAST(@GrainIdExtensionString AS text), '')
    AND ServiceId = @ServiceId AND Version = CAST(@GrainStateVersion AS integer)
  RETURNING Version
)
SELECT Version AS NewGrainStateVersion FROM cleared
UNION ALL
SELECT CAST(@GrainStateVersion AS integer) WHERE NOT EXISTS (SELECT 1 FROM cleared)
$query$),
('DeleteStorageKey', $query$
WITH deleted AS
(
  DELETE FROM OrleansStorage
  WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
    AND GrainTypeString = @GrainTypeString AND COALESCE(GrainIdExtensionString, '') = COALESCE(CAST(@GrainIdExtensionString AS text), '')
    AND ServiceId = @ServiceId AND Version = CAST(@GrainStateVersion AS integer)
  RETURNING Version + 1 AS Version
)
SELECT Version AS NewGrainStateVersion FROM deleted
UNION ALL
SELECT CAST(@GrainStateVersion AS integer) WHERE NOT EXISTS (SELECT 1 FROM deleted)
$query$)
ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText WHERE OrleansQuery.QueryText <> excluded.QueryText;

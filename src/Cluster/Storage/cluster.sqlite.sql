-- Membership: one version row and one row for each silo that ever joined, for each cluster.
-- Every change of a member goes with a step of the version, in one transaction (see SqliteMembershipTable).
CREATE TABLE IF NOT EXISTS ClusterVersion
(
    ClusterId TEXT NOT NULL PRIMARY KEY,
    Version INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS ClusterMember
(
    ClusterId TEXT NOT NULL,
    Address TEXT NOT NULL,        -- as SiloAddress.ToParsableString writes it
    ETag INTEGER NOT NULL,        -- the table's version as of the row's last change
    Status INTEGER NOT NULL,      -- Orleans.Runtime.SiloStatus
    ProxyPort INTEGER NOT NULL,   -- the gateway's port, or 0 for a silo without one
    HostName TEXT NOT NULL,
    SiloName TEXT NOT NULL,
    RoleName TEXT NULL,
    UpdateZone INTEGER NOT NULL,
    FaultZone INTEGER NOT NULL,
    SuspectTimes TEXT NOT NULL,   -- a JSON array of {Silo, Ticks}, the votes for its death
    StartTime INTEGER NOT NULL,   -- UTC ticks
    IAmAliveTime INTEGER NOT NULL,-- UTC ticks
    PRIMARY KEY (ClusterId, Address)
) WITHOUT ROWID;

-- Reminders: one row for each reminder of each grain, for each service.
CREATE TABLE IF NOT EXISTS Reminder
(
    ServiceId TEXT NOT NULL,
    GrainId TEXT NOT NULL,
    Name TEXT NOT NULL,
    GrainHash INTEGER NOT NULL,   -- GrainId.GetUniformHashCode, by which silos share the rows out
    StartAt INTEGER NOT NULL,     -- UTC ticks
    Period INTEGER NOT NULL,      -- ticks
    ETag TEXT NOT NULL,
    PRIMARY KEY (ServiceId, GrainId, Name)
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS Reminder_GrainHash ON Reminder (ServiceId, GrainHash);

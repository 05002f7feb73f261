#pragma warning disable CS0618 // The obsolete names are the ones that a table must implement; the others forward to them.
using Orleans.Runtime;

namespace Cluster.Tests.Membership;

/// <summary>A membership table that can be made to fail.</summary>
internal sealed class UnreliableMembershipTable(IMembershipTable inner) : IMembershipTable
{
    private volatile bool _isBroken;

    public bool IsBroken
    {
        get => _isBroken;
        set => _isBroken = value;
    }

    private IMembershipTable Inner => IsBroken ? throw new IOException("The store is broken.") : inner;

    public Task InitializeMembershipTable(bool tryInitTableVersion) => Inner.InitializeMembershipTable(tryInitTableVersion);

    public Task DeleteMembershipTableEntries(string clusterId) => Inner.DeleteMembershipTableEntries(clusterId);

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => Inner.CleanupDefunctSiloEntries(beforeDate);

    public Task<MembershipTableData> ReadRow(SiloAddress key) => Inner.ReadRow(key);

    public Task<MembershipTableData> ReadAll() => Inner.ReadAll();

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => Inner.InsertRow(entry, tableVersion);

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => Inner.UpdateRow(entry, etag, tableVersion);

    public Task UpdateIAmAlive(MembershipEntry entry) => Inner.UpdateIAmAlive(entry);
}

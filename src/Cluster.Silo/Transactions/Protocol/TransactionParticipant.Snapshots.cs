using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <remarks>
/// Reads without locks, by two collects: a reader gets committed versions and asks, when it has all, whether they are current still. What
/// was current before the first question and after it was current at it. An item that is held to be written counts as changed, promised or not: a
/// transaction stands where it held all its locks, and somebody who came after it, and got what it had only read, may be over already.
/// </remarks>
internal sealed partial class TransactionParticipant
{
    private void Read(object from, SnapshotRequest request)
    {
        var item = _record.Items.GetValueOrDefault(request.Item);
        Reply(from, new SnapshotReply(request.Transaction, _name, request.Number, request.Item, item?.Value, item?.Version ?? default));
    }

    private void Check(object from, CheckRequest request)
    {
        foreach (var (item, version) in request.Versions)
        {
            if ((_record.Items.GetValueOrDefault(item)?.Version ?? default) != version || (_rules.ChecksPromises && (_promised.ContainsKey(item) || _locks.IsHeldExclusively(item))))
            {
                Reply(from, new VoteReply(request.Transaction, _name, null, Vote.No));
                return;
            }
        }

        AfterSync(request, () => Reply(from, new VoteReply(request.Transaction, _name, null, Vote.Yes)));
    }
}

namespace Cluster.Silo.Registers.Protocol;

internal sealed partial class RegisterReplica
{
    /// <summary>
    /// Begins to join a configuration: earlier epochs are refused from now on. Returns the transfer that has to be carried out, or null
    /// when there is nothing to do: the configuration is an older one, or means another disk, or this replica has caught up already.
    /// </summary>
    public ReplicaResult<StateTransfer?> Join(string name, ReplicaConfiguration configuration)
    {
        if (configuration.Epoch < Epoch
            || CompleteEpoch == configuration.Epoch
            || !configuration.Members.Contains(new ReplicaMember(name, Incarnation)))
        {
            return Respond<StateTransfer?>(null, 0);
        }

        Seal(configuration.Epoch);
        return Respond<StateTransfer?>(new StateTransfer(configuration), 0);
    }

    /// <summary>
    /// Gives a page of this replica's registers to a replica that joins a later configuration. From then on this replica refuses earlier
    /// epochs, so that nothing can be decided behind the back of the transfer.
    /// </summary>
    public ReplicaResult<FetchResponse> Fetch(FetchRequest request)
    {
        if (request.Epoch < Epoch)
            return Respond(new FetchResponse(FetchAnswer.StaleEpoch, Epoch, [], IsLast: false), 0);

        Seal(request.Epoch);
        if (CompleteEpoch < request.SourceEpoch)
            return Respond(new FetchResponse(FetchAnswer.Incomplete, Epoch, [], IsLast: false), 0);

        var page = Registers
            .SkipWhile(register => request.After is not null && string.CompareOrdinal(register.Key, request.After) <= 0)
            .Take(request.Limit)
            .ToArray();
        return Respond(new FetchResponse(FetchAnswer.Page, Epoch, page, IsLast: page.Length < request.Limit), EntryCount);
    }

    /// <summary>Takes over what a complete transfer brought, and votes as soon as the entries are durable.</summary>
    /// <returns>The epoch that this replica is complete for.</returns>
    public ReplicaResult<long> Install(StateTransfer transfer)
    {
        if (!transfer.IsComplete)
            throw new InvalidOperationException("Only a complete transfer can be installed.");
        if (transfer.Configuration.Epoch == Epoch && CompleteEpoch < Epoch)
        {
            // Nothing is left of a shard that begins anew: what this replica still holds of it was given up.
            if (transfer.Configuration.SourceEpoch == 0)
            {
                foreach (var (register, _) in Registers.ToArray())
                    Change(new InstalledEntry(register, RegisterState.Initial));
            }

            foreach (var (register, state) in transfer.Merged)
            {
                if (state != Peek(register))
                    Change(new InstalledEntry(register, state));
            }

            Change(new EpochEntry(Epoch, Epoch));
        }

        return Respond(CompleteEpoch, EntryCount);
    }

    /// <summary>Which configuration this replica serves, as far as that is durable.</summary>
    public ReplicaResult<ReplicaStanding> Stand() => Respond(new ReplicaStanding(Epoch, CompleteEpoch), 0);

    private void Seal(long epoch)
    {
        if (epoch > Epoch)
            Change(new EpochEntry(epoch, CompleteEpoch));
    }
}

using Cluster.Registers;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>Makes a grain's activation a participant, with its first state, until it is deactivated.</summary>
internal sealed class GrainParticipants(ParticipantHosts hosts, ParticipantServices services)
{
    /// <summary>The participant of an activation; the same for all its states.</summary>
    public ParticipantHost Of(IGrainContext grain)
    {
        if (grain.GetComponent<ParticipantHost>() is { } known)
            return known;
        var name = grain.GrainId.ToString();
        if (name.Length > ClusterRegisters.MaxNameLength - ParticipantStore.Prefix.Length)
        {
            throw new ArgumentException(
                $"A grain with transactional state has an identity of at most {ClusterRegisters.MaxNameLength - ParticipantStore.Prefix.Length} characters; {name[..60]}... has {name.Length}.",
                nameof(grain));
        }

        var host = new ParticipantHost(name, services, grain);
        grain.SetComponent(host);
        grain.ObservableLifecycle.Subscribe(
            nameof(ParticipantHost),
            GrainLifecycleStage.SetupState,
            _ =>
            {
                hosts.Add(host);
                return Task.CompletedTask;
            },
            async cancellationToken =>
            {
                await host.RetireAsync(cancellationToken);
                hosts.Remove(host);
            });
        return host;
    }
}

using Cluster.Transactions.Declared;
using Orleans.Concurrency;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>Orders declared transactions, and is the participant that keeps their results: so the two are in one silo, and die together.</summary>
[Reentrant]
internal sealed class DeclaredSequencer : Grain, IDeclaredSequencer
{
    private readonly SequencerServices _services;
    private readonly SequencerHost _host;

    public DeclaredSequencer(SequencerServices services, GrainParticipants participants, IGrainContextAccessor contexts)
    {
        var participant = participants.Of(contexts.GrainContext);
        participant.Declare(Protocol.DeclaredResults.Item);
        (_services, _host) = (services, new SequencerHost(participant.Name, services));
        services.Add(_host);
    }

    // Off the grain's scheduler: the host is safe for many threads, and runs users' code.
    public Task SubmitAsync(string route, DeclaredSubmission submission) => Task.Run(() => _host.Submit(route, submission));

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _host.Dispose();
        _services.Remove(_host);
        return Task.CompletedTask;
    }
}

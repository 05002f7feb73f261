namespace Cluster.Dashboard.Live;

/// <summary>The cluster at one look: what the overview, the banner and the health call say.</summary>
/// <param name="Health">How it is, in one word.</param>
/// <param name="Problems">What is wrong, one sentence each.</param>
/// <param name="Silos">The silos of the membership table, the dead ones too.</param>
/// <param name="Jobs">The newest jobs first.</param>
/// <param name="ReadAt">When the silos were last read (UTC), or null when they never were.</param>
internal sealed record Glance(
    Health Health,
    IReadOnlyList<string> Problems,
    IReadOnlyList<SiloInfo> Silos,
    IReadOnlyList<JobStatus> Jobs,
    DateTimeOffset? ReadAt)
{
    /// <summary>For how long a silo that has left without being stopped is worth a word.</summary>
    private static readonly TimeSpan Mourning = TimeSpan.FromMinutes(1);

    public IEnumerable<SiloInfo> ActiveSilos => Silos.Where(silo => silo.IsActive());

    public IEnumerable<JobStatus> RunningJobs => Jobs.Where(job => !job.IsFinal);

    public static Glance At(LiveState live, DateTimeOffset now)
    {
        var silos = live.Silos.Current;
        var resources = live.Resources.Current;
        List<string> problems =
        [
            .. silos.Problem is { } cluster ? [$"The cluster cannot be reached. {cluster}"] : Array.Empty<string>(),
            .. resources.Problem is { } engine ? [engine] : Array.Empty<string>(),
            .. ResourceProblems(resources.Value ?? [], live.SettledRestarts),
            .. SiloProblems(silos.Value ?? [], resources.Value, live, now),
        ];

        return new Glance(
            HealthOf(silos, problems), problems, silos.Value ?? [], live.Jobs.Current.Value ?? [], silos.ReadAt);
    }

    private static Health HealthOf(Reading<IReadOnlyList<SiloInfo>> silos, List<string> problems) => silos switch
    {
        { Value: null, Problem: null } => Health.Unknown,
        { Problem: not null } => Health.Unhealthy,
        _ when !silos.Value!.Any(silo => silo.IsActive()) => Health.Unhealthy,
        _ => problems.Count > 0 ? Health.Degraded : Health.Healthy,
    };

    private static IEnumerable<string> ResourceProblems(IReadOnlyList<ResourceStatus> resources, SettledRestarts restarts)
    {
        foreach (var resource in resources)
        {
            var because = resource.Reason is { Length: > 0 } reason ? $": {reason}" : ".";
            if (resource.State is ResourceState.Unhealthy or ResourceState.FailedToStart)
            {
                yield return $"{resource.Name} {resource.State.Words()}{because}";
            }
            else if (restarts.IsComingBack(resource))
            {
                yield return $"{resource.Name} died and is starting again.";
            }
        }
    }

    /// <summary>A silo that membership has lost, unless it was stopped or scaled away, and one that is a member and does not answer.</summary>
    private static IEnumerable<string> SiloProblems(
        IReadOnlyList<SiloInfo> silos, IReadOnlyList<ResourceStatus>? resources, LiveState live, DateTimeOffset now)
    {
        var present = silos.Where(silo => !silo.IsGone()).ToList();
        foreach (var silo in present.Where(silo => silo.IsActive() && silo.Activations is null))
        {
            yield return $"{silo.Name} is a member of the cluster and does not answer.";
        }

        var lost = silos.Where(silo => silo.IsGone()).Select(silo => silo.Name).Distinct(StringComparer.Ordinal)
            .Except(present.Select(silo => silo.Name), StringComparer.Ordinal)
            .Where(name => live.SiloHistory[name] is [.., var last] && now - last.At < Mourning);
        foreach (var name in lost)
        {
            var resource = resources?.FirstOrDefault(resource => resource.Name == name);
            // Scaled away or stopped as asked; or starting, as asked or after a death, which its resource has told already.
            var isExplained = resources is not null
                && resource is null or { State: ResourceState.Stopping or ResourceState.Exited or ResourceState.Waiting or ResourceState.Starting };
            if (!isExplained)
            {
                yield return $"{name} has left the cluster; {present.Count(silo => silo.IsActive())} active silos go on without it.";
            }
        }
    }
}

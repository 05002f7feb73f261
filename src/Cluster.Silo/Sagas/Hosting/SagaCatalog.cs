using Cluster.Sagas;
using Cluster.Silo.Sagas.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace Cluster.Silo.Sagas.Hosting;

/// <summary>The sagas that this silo can run, by name and version.</summary>
internal sealed class SagaCatalog
{
    private readonly Dictionary<string, SortedDictionary<int, SagaDefinition>> _sagas = new(StringComparer.Ordinal);

    /// <exception cref="ClusterException">A saga cannot be made, its definition is wrong, or two have the same name and version.</exception>
    public SagaCatalog(IEnumerable<SagaRegistration> registrations, IServiceProvider services)
    {
        foreach (var type in registrations.Select(registration => registration.Type).Distinct())
        {
            var definition = Define(type, services);
            var versions = _sagas.TryGetValue(definition.Name, out var known) ? known : _sagas[definition.Name] = [];
            if (!versions.TryAdd(definition.Version, definition))
                throw new ClusterException($"Two sagas are named '{definition.Name}' with version {definition.Version}; one of them is {type.FullName}. Give one another Name or Version.");
        }
    }

    /// <summary>What can be started here.</summary>
    public IReadOnlyList<SagaKind> Kinds =>
    [
        .. _sagas.OrderBy(saga => saga.Key, StringComparer.Ordinal)
            .Select(saga => new SagaKind(saga.Key, [.. saga.Value.Keys], [.. saga.Value.Last().Value.Steps.Select(step => step.Name)])),
    ];

    /// <exception cref="ArgumentException">This silo knows no such saga.</exception>
    public SagaDefinition Latest(string kind) => _sagas.TryGetValue(kind, out var versions)
        ? versions.Last().Value
        : throw new ArgumentException(
            $"No saga '{kind}' is registered at this silo. {(_sagas.Count == 0 ? "None is" : $"There are {string.Join(", ", _sagas.Keys.Order(StringComparer.Ordinal).Select(name => $"'{name}'"))}")}: register it with siloBuilder.AddSaga<...>().",
            nameof(kind));

    /// <summary>The definition that a saga runs under, or what is wrong.</summary>
    public (SagaDefinition? Definition, string? Problem) Find(SagaRecord record)
    {
        if (!_sagas.TryGetValue(record.Kind, out var versions))
            return (null, $"No saga '{record.Kind}' is registered at the silo that is to drive it. Register it with siloBuilder.AddSaga<...>().");
        if (!versions.TryGetValue(record.Version, out var definition))
        {
            return (null, $"The saga runs under version {record.Version} of '{record.Kind}', and the silo that is to drive it knows version {string.Join(", ", versions.Keys)} only. "
                + "Register the class of that version as well, until its last saga has ended.");
        }

        return record.Steps.Select(step => step.Name).SequenceEqual(definition.Steps.Select(step => step.Name), StringComparer.Ordinal)
            ? (definition, null)
            : (null, $"The steps of version {record.Version} of '{record.Kind}' are not those that the saga was started with ({string.Join(", ", record.Steps.Select(step => step.Name))}). "
                + "Give changed steps a new Version, and register the class of the old one as well.");
    }

    public static SagaPlan PlanOf(SagaDefinition definition) => new(
        [.. definition.Steps.Select(step => new PlannedStep(step.Name, step.Stage, step.CompensateAsync is not null, step.IsPivot))], definition.PointOfNoReturn);

    private static SagaDefinition Define(Type type, IServiceProvider services)
    {
        try
        {
            return ((Saga)ActivatorUtilities.CreateInstance(services, type)).Build();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new ClusterException($"The saga {type.FullName} cannot be used: {e.Message}", e);
        }
    }
}

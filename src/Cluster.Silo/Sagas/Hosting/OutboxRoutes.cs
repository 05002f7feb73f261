using Orleans.Serialization;

namespace Cluster.Silo.Sagas.Hosting;

/// <summary>Hands messages of sagas to their handlers.</summary>
internal sealed class OutboxRoutes
{
    private readonly Dictionary<Type, OutboxRoute> _routes;
    private readonly IServiceProvider _services;
    private readonly Serializer _serializer;

    /// <exception cref="ClusterException">Two handlers take messages of one type.</exception>
    public OutboxRoutes(IEnumerable<OutboxRoute> routes, IServiceProvider services, Serializer serializer)
    {
        (_services, _serializer) = (services, serializer);
        _routes = [];
        foreach (var route in routes.DistinctBy(route => (route.Message, route.Handler)))
        {
            if (!_routes.TryAdd(route.Message, route))
                throw new ClusterException($"Messages of type {route.Message.FullName} have two handlers, {_routes[route.Message].Handler.FullName} and {route.Handler.FullName}; they can have one.");
        }
    }

    /// <exception cref="ClusterException">Nobody takes messages of that type.</exception>
    public Task DeliverAsync(byte[] content, string key, CancellationToken cancellationToken)
    {
        var message = _serializer.Deserialize<object>(content)!;
        return _routes.TryGetValue(message.GetType(), out var route)
            ? route.HandleAsync(_services, message, key, cancellationToken)
            : throw new ClusterException($"Nobody takes messages of type {message.GetType().FullName} at this silo: register a handler with siloBuilder.AddOutboxHandler<{message.GetType().Name}, ...>().");
    }
}
